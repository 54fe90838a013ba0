import { SimpleGrid, Stack, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { QualityBoard } from '@/api/types';
import { AsOf } from '@/components/AsOf';
import { Page } from '@/components/Page';
import { ProblemNotice } from '@/components/ProblemNotice';
import { PageSkeleton } from '../shell/PageSkeleton';
import { CompletenessPanel } from './CompletenessPanel';
import { FindingList } from './FindingList';
import { FreshnessPanel } from './FreshnessPanel';
import { PastFindings } from './PastFindings';
import { boardQuery } from './quality';

const route = getRouteApi('/shell/quality');

export function QualityPage() {
  const { t } = useTranslation();
  const { tab = 'now' } = route.useSearch();
  const navigate = useNavigate({ from: '/quality' });
  const { data: board, error, refetch } = useQuery(boardQuery);
  if (!board && !error) return <PageSkeleton />;
  return (
    <Page
      title={t('quality.title')}
      sentence={t('quality.sentence')}
      action={<AsOf at={board?.looked_at ?? undefined} />}
    >
      {error && <ProblemNotice error={error} retry={() => void refetch()} />}
      {board && (
        <Tabs
          value={tab}
          onChange={(next) =>
            void navigate({ search: next === 'past' ? { tab: 'past' } : {}, replace: true })
          }
        >
          <Tabs.List mb="md">
            <Tabs.Tab value="now">{t('quality.tabs.now')}</Tabs.Tab>
            <Tabs.Tab value="past">{t('quality.tabs.past')}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="now">
            <Now board={board} />
          </Tabs.Panel>
          <Tabs.Panel value="past">
            <PastFindings />
          </Tabs.Panel>
        </Tabs>
      )}
    </Page>
  );
}

function Now({ board }: { board: QualityBoard }) {
  return (
    <Stack>
      <FindingList board={board} />
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <CompletenessPanel board={board} />
        <FreshnessPanel board={board} />
      </SimpleGrid>
    </Stack>
  );
}
