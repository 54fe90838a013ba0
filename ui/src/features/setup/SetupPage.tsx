import { Button, Card, Group, Progress, Skeleton, Stack, Text } from '@mantine/core';
import { IconRosetteDiscountCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Setup } from '@/api/types';
import { EmptyState } from '@/components/EmptyState';
import { Page } from '@/components/Page';
import { ProblemNotice } from '@/components/ProblemNotice';
import { useToast } from '@/components/toast';
import { useCan } from '@/features/session/me';
import { PartsPanel } from '@/features/settings/workspace/PartsPanel';
import { usePatchWorkspace } from '@/features/settings/workspace/workspace';
import { StepList } from './StepList';
import { minutesLeft, setupQuery } from './setup';

export function SetupPage() {
  const { t } = useTranslation();
  const may = useCan()('settings.edit');
  const toast = useToast();
  const patch = usePatchWorkspace();
  const { data: setup, error, refetch } = useQuery(setupQuery);
  const putAway = () =>
    patch.mutate(
      { guide_hidden: true },
      {
        onSuccess: () => {
          toast.undoable(t('setup.hidden'), () => patch.mutate({ guide_hidden: false }));
          void refetch();
        },
        onError: toast.failed,
      },
    );
  return (
    <Page
      title={t('setup.title')}
      sentence={t('setup.sentence')}
      action={
        may &&
        setup &&
        !setup.hidden && (
          <Button variant="default" onClick={putAway}>
            {t('setup.hide')}
          </Button>
        )
      }
    >
      {error && <ProblemNotice error={error} retry={() => void refetch()} />}
      {!setup && !error && <Skeleton height={400} />}
      {setup && (
        <Stack maw={860}>
          <Done setup={setup} />
          <Card padding={0}>
            <StepList setup={setup} />
          </Card>
          {may && <PartsPanel />}
        </Stack>
      )}
    </Page>
  );
}

function Done({ setup }: { setup: Setup }) {
  const { t } = useTranslation();
  const total = setup.steps.length;
  if (setup.done === total) {
    return (
      <EmptyState icon={IconRosetteDiscountCheck} title={t('setup.complete')}>
        {t('setup.completeText')}
      </EmptyState>
    );
  }
  const said = t('setup.progress', { done: setup.done, total });
  return (
    <div>
      <Group justify="space-between" mb={6}>
        <Text fw={500}>{said}</Text>
        <Text size="sm" c="dimmed">
          {t('setup.left', { count: minutesLeft(setup) })}
        </Text>
      </Group>
      <Progress value={(100 * setup.done) / total} aria-label={said} />
    </div>
  );
}
