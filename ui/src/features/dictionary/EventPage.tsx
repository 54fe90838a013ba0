import { Alert, Stack } from '@mantine/core';
import { IconArrowRight, IconBraces, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { DictionaryEventPage } from '@/api/types';
import { Moment } from '@/components/AsOf';
import { EmptyState } from '@/components/EmptyState';
import { Page } from '@/components/Page';
import { Panel } from '@/components/Panel';
import { ProblemNotice } from '@/components/ProblemNotice';
import { useFormat } from '@/format/useFormat';
import { PageSkeleton } from '../shell/PageSkeleton';
import { About } from './About';
import { eventQuery } from './dictionary';
import { EventMenu } from './EventMenu';
import { PropertyTable } from './PropertyTable';
import { StatusBadge } from './StatusBadge';
import { Breaches } from './schema/Breaches';
import { SchemaPanel } from './schema/SchemaPanel';
import { VolumeChart } from './VolumeChart';

const route = getRouteApi('/shell/dictionary/events/$name');

/** Traits come with this event, and are kept by themselves. */
const IDENTIFIED = 'Identified';

export function EventPage() {
  const { t } = useTranslation();
  const { name } = route.useParams();
  const { data: event, error, refetch } = useQuery(eventQuery(name));
  if (!event && !error) return <PageSkeleton />;
  return (
    <Page
      title={name}
      sentence={event && <Sentence event={event} />}
      above={[{ label: t('dictionary.title'), to: '/dictionary' }]}
      marks={event && <StatusBadge status={event.status} />}
      action={event && <EventMenu event={event} />}
    >
      {error && <ProblemNotice error={error} retry={() => void refetch()} />}
      {event && (
        <Stack>
          <Notices event={event} />
          <About event={event} />
          <VolumeChart name={name} />
          <Breaches event={event} />
          <Panel
            title={t('dictionary.properties')}
            hint={t(name === IDENTIFIED ? 'dictionary.traitsHint' : 'dictionary.propertiesHint')}
            flush
          >
            {event.properties.length === 0 ? (
              <EmptyState icon={IconBraces} title={t('dictionary.bare')} />
            ) : (
              <PropertyTable
                label={t('dictionary.properties')}
                event={name === IDENTIFIED ? '' : name}
                rows={event.properties}
                bare
              />
            )}
          </Panel>
          <SchemaPanel key={event.since} event={event} />
        </Stack>
      )}
    </Page>
  );
}

function Sentence({ event }: { event: DictionaryEventPage }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (!event.last_seen) return <>{t('dictionary.never')}</>;
  return (
    <>
      {t('dictionary.came', {
        count: event.count,
        since: format.date(event.first_seen),
        sources: event.sources.join(', '),
      })}{' '}
      {t('dictionary.lastCame')} <Moment at={event.last_seen} />
    </>
  );
}

function Notices({ event }: { event: DictionaryEventPage }) {
  const { t } = useTranslation();
  return (
    <>
      {event.renamed_to && (
        <Alert color="petrol" icon={<IconArrowRight />}>
          {t('dictionary.renamed')}{' '}
          <Link to="/dictionary/events/$name" params={{ name: event.renamed_to }}>
            {event.renamed_to}
          </Link>
        </Alert>
      )}
      {event.removing && (
        <Alert color="orange" icon={<IconTrash />}>
          {t('dictionary.removing')}
        </Alert>
      )}
    </>
  );
}
