import { Skeleton, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Page } from '@/components/Page';
import { ProblemNotice } from '@/components/ProblemNotice';
import { traitsQuery } from './dictionary';
import { EventList } from './EventList';
import { PropertyTable } from './PropertyTable';

const route = getRouteApi('/shell/dictionary');

export function DictionaryPage() {
  const { t } = useTranslation();
  const { tab = 'events', q } = route.useSearch();
  const navigate = useNavigate({ from: '/dictionary' });
  return (
    <Page title={t('dictionary.title')} sentence={t('dictionary.sentence')} wide>
      <Tabs
        value={tab}
        onChange={(next) =>
          void navigate({ search: next === 'traits' ? { tab: 'traits' } : {}, replace: true })
        }
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="events">{t('dictionary.events')}</Tabs.Tab>
          <Tabs.Tab value="traits">{t('dictionary.traits')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="events">
          <EventList q={q} onSearch={(next) => void navigate({ search: { q: next }, replace: true })} />
        </Tabs.Panel>
        <Tabs.Panel value="traits">
          <Traits />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

function Traits() {
  const { t } = useTranslation();
  const { data: traits, error, refetch } = useQuery(traitsQuery);
  if (error) return <ProblemNotice error={error} retry={() => void refetch()} />;
  return traits ? <PropertyTable label={t('dictionary.traits')} rows={traits} /> : <Skeleton height={240} />;
}
