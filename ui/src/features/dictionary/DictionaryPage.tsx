import { Skeleton, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Page } from '@/components/Page';
import { ProblemNotice } from '@/components/ProblemNotice';
import { traitsQuery } from './dictionary';
import { EventList } from './EventList';
import { PropertyTable } from './PropertyTable';
import { RulesTab } from './rules/RulesTab';
import { DICTIONARY_TABS, type DictionaryTab } from './tabs';

const route = getRouteApi('/shell/dictionary');

export function DictionaryPage() {
  const { t } = useTranslation();
  const { tab = 'events', q, status } = route.useSearch();
  const navigate = useNavigate({ from: '/dictionary' });
  return (
    <Page title={t('dictionary.title')} sentence={t('dictionary.sentence')} wide>
      <Tabs
        value={tab}
        onChange={(next) =>
          void navigate({ search: next === 'events' ? {} : { tab: next as DictionaryTab }, replace: true })
        }
      >
        <Tabs.List mb="md">
          {DICTIONARY_TABS.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {t(`dictionary.tabs.${each}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="events">
          <EventList q={q} status={status} onChange={(search) => void navigate({ search, replace: true })} />
        </Tabs.Panel>
        <Tabs.Panel value="traits">
          <Traits />
        </Tabs.Panel>
        <Tabs.Panel value="rules">
          <RulesTab />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

function Traits() {
  const { t } = useTranslation();
  const { data: traits, error, refetch } = useQuery(traitsQuery);
  if (error) return <ProblemNotice error={error} retry={() => void refetch()} />;
  if (!traits) return <Skeleton height={240} />;
  return <PropertyTable label={t('dictionary.tabs.traits')} event="" rows={traits} />;
}
