import { IconBraces } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { Page } from '@/components/Page';
import { ProblemNotice } from '@/components/ProblemNotice';
import { PageSkeleton } from '../shell/PageSkeleton';
import { eventQuery } from './dictionary';
import { PropertyTable } from './PropertyTable';

const route = getRouteApi('/shell/dictionary/events/$name');

export function EventPage() {
  const { t } = useTranslation();
  const { name } = route.useParams();
  const { data: event, error, refetch } = useQuery(eventQuery(name));
  if (!event && !error) return <PageSkeleton />;
  return (
    <Page
      title={name}
      sentence={t('dictionary.event')}
      above={[{ label: t('dictionary.title'), to: '/dictionary' }]}
    >
      {error && <ProblemNotice error={error} retry={() => void refetch()} />}
      {event?.properties.length === 0 && <EmptyState icon={IconBraces} title={t('dictionary.bare')} />}
      {event && event.properties.length > 0 && <PropertyTable label={name} rows={event.properties} />}
    </Page>
  );
}
