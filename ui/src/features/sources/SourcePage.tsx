import { Badge, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Source } from '@/api/types';
import { Moment } from '@/components/AsOf';
import { Page } from '@/components/Page';
import { ProblemNotice } from '@/components/ProblemNotice';
import { useFormat } from '@/format/useFormat';
import { useCan } from '../session/me';
import { PageSkeleton } from '../shell/PageSkeleton';
import { Connect } from './connect/Connect';
import { LedgerTab } from './ledger/LedgerTab';
import { LiveStream } from './live/LiveStream';
import { Quarantine } from './quarantine/Quarantine';
import { SourceSettings } from './SourceSettings';
import { OWN_KIND, sourceQuery, useKindName } from './sources';
import { SOURCE_TABS, type SourceTab } from './tabs';

const route = getRouteApi('/shell/sources/$name');

export function SourcePage() {
  const { t } = useTranslation();
  const { name } = route.useParams();
  const kind = useKindName();
  const { data: source, error, refetch } = useQuery(sourceQuery(name));
  if (!source && !error) return <PageSkeleton />;
  return (
    <Page
      title={source?.label || name}
      above={[{ label: t('sources.title'), to: '/sources' }]}
      marks={source && !source.enabled && <Badge color="gray">{t('sources.disabled')}</Badge>}
      sentence={
        source && (
          <>
            {kind(source.kind)} ·{' '}
            {source.last_event_at ? (
              <>
                {t('sources.lastEvent')} <Moment at={source.last_event_at} />
              </>
            ) : (
              t('sources.noEvent')
            )}
          </>
        )
      }
    >
      {error && <ProblemNotice error={error} retry={() => void refetch()} />}
      {source && <SourceTabs source={source} />}
    </Page>
  );
}

function SourceTabs({ source }: { source: Source }) {
  const { t } = useTranslation();
  const can = useCan();
  const format = useFormat();
  // What Oblik itself does is nothing that anybody connects.
  const own = source.kind === OWN_KIND;
  const { tab = own ? 'live' : 'connect' } = route.useSearch();
  const navigate = useNavigate({ from: '/sources/$name' });
  const { quarantined } = source.ledger;
  const shown = SOURCE_TABS.filter(
    (each) =>
      (each !== 'live' || can('sources.stream')) &&
      (each !== 'settings' || can('sources.edit')) &&
      !(own && (each === 'connect' || each === 'settings')),
  );
  return (
    <Tabs
      value={tab}
      onChange={(next) => void navigate({ search: { tab: next as SourceTab }, replace: true })}
    >
      <Tabs.List mb="md">
        {shown.map((each) => (
          <Tabs.Tab
            key={each}
            value={each}
            rightSection={
              each === 'quarantine' &&
              quarantined > 0 && <Badge color="orange">{format.compact(quarantined)}</Badge>
            }
          >
            {t(`sources.tabs.${each}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="connect">
        <Connect source={source} />
      </Tabs.Panel>
      <Tabs.Panel value="live">
        <LiveStream source={source.name} />
      </Tabs.Panel>
      <Tabs.Panel value="ledger">
        <LedgerTab name={source.name} />
      </Tabs.Panel>
      <Tabs.Panel value="quarantine">
        <Quarantine name={source.name} />
      </Tabs.Panel>
      <Tabs.Panel value="settings">
        <SourceSettings key={source.name} source={source} />
      </Tabs.Panel>
    </Tabs>
  );
}
