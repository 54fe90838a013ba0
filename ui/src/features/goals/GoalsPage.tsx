import { Button, SimpleGrid, Skeleton } from '@mantine/core';
import { IconPlus, IconTarget } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Goal } from '@/api/types';
import { EmptyState } from '@/components/EmptyState';
import { Page } from '@/components/Page';
import { ProblemNotice } from '@/components/ProblemNotice';
import { useCan } from '@/features/session/me';
import { GoalCard } from './GoalCard';
import { GoalForm } from './GoalForm';
import { goalsQuery } from './goals';

export function GoalsPage() {
  const { t } = useTranslation();
  const may = useCan()('goals.edit');
  const { data: goals, error, refetch } = useQuery(goalsQuery);
  const [editing, setEditing] = useState<Goal | 'new' | null>(null);
  const button = may && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setEditing('new')}>
      {t('goals.add')}
    </Button>
  );
  return (
    <Page title={t('goals.title')} sentence={t('goals.sentence')} action={goals?.length ? button : undefined}>
      {error && <ProblemNotice error={error} retry={() => void refetch()} />}
      {!goals && !error && <Skeleton height={300} />}
      {goals?.length === 0 && (
        <EmptyState icon={IconTarget} title={t('goals.none')} action={button}>
          {t('goals.noneText')}
        </EmptyState>
      )}
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        {goals?.map((goal) => (
          <GoalCard key={goal.id} goal={goal} onEdit={() => setEditing(goal)} />
        ))}
      </SimpleGrid>
      {editing && (
        <GoalForm goal={editing === 'new' ? undefined : editing} onClose={() => setEditing(null)} />
      )}
    </Page>
  );
}
