import { Alert, SimpleGrid, Stack } from '@mantine/core';
import { IconFlask } from '@tabler/icons-react';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, data } from '@/api/client';
import type { Overview } from '@/api/types';
import { AsOf } from '@/components/AsOf';
import { Page } from '@/components/Page';
import { ProblemNotice } from '@/components/ProblemNotice';
import { GoalStrip } from '../goals/GoalStrip';
import { useParts } from '../session/me';
import { SetupCard } from '../setup/SetupCard';
import { PageSkeleton } from '../shell/PageSkeleton';
import { DayChart } from './DayChart';
import { KeyFigures } from './KeyFigures';
import { LedgerTable } from './LedgerTable';
import { MinuteChart } from './MinuteChart';
import classes from './OverviewPage.module.css';
import { TopEvents } from './TopEvents';

const LIVE = 5_000;

const overviewQuery = queryOptions({
  queryKey: ['overview'],
  queryFn: () => data(api.GET('/api/overview')),
  refetchInterval: LIVE,
});

export function OverviewPage() {
  const { t } = useTranslation();
  const { data: overview, error, refetch } = useQuery(overviewQuery);
  if (!overview && !error) return <PageSkeleton />;
  return (
    <Page
      title={t('overview.title')}
      sentence={t('overview.sentence')}
      action={<AsOf at={overview?.as_of} />}
    >
      {error && <ProblemNotice error={error} retry={() => void refetch()} />}
      {overview && (overview.events.total === 0 ? <SetupCard whole /> : <Answers overview={overview} />)}
    </Page>
  );
}

function Answers({ overview }: { overview: Overview }) {
  const { t } = useTranslation();
  const uses = useParts();
  return (
    <Stack gap="md">
      {overview.demo && (
        <Alert variant="light" color="orange" icon={<IconFlask />} title={t('overview.demo.title')}>
          {t('overview.demo.text')}
        </Alert>
      )}
      <SetupCard whole={false} />
      <KeyFigures overview={overview} />
      {uses('goals') && <GoalStrip />}
      <div className={classes.pair}>
        <MinuteChart minutes={overview.events.per_minute} />
        <TopEvents events={overview.top_events} />
      </div>
      <SimpleGrid cols={1}>
        <DayChart days={overview.by_day} />
        <LedgerTable ledger={overview.ledger} freshness={overview.freshness} />
      </SimpleGrid>
    </Stack>
  );
}
