import { Alert, Button, Progress, Stack, Text } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Confirm } from '@/components/Confirm';
import { Panel } from '@/components/Panel';
import { ProblemNotice } from '@/components/ProblemNotice';
import { useToast } from '@/components/toast';
import { useCan } from '@/features/session/me';
import { useFormat } from '@/format/useFormat';
import { rebuildQuery, rulesQuery, useRebuild } from './identity';

interface HistoryProps {
  /** New rules were just saved: what arrived before does not follow them yet. */
  offered: boolean;
  onApplied: () => void;
}

/** Rules hold for what arrives; this applies them to what had arrived. */
export function History({ offered, onApplied }: HistoryProps) {
  const { t } = useTranslation();
  const may = useCan()('settings.edit');
  const { data: rebuild, error, refetch } = useQuery(rebuildQuery);
  const [asking, setAsking] = useState(false);
  const start = useRebuild();
  const running = rebuild?.running ?? false;
  useWhenDone(running, onApplied);
  return (
    <Panel title={t('settings.identity.history.title')}>
      <Stack align="start" maw={720}>
        {error && <ProblemNotice error={error} retry={() => void refetch()} />}
        {offered && !running && (
          <Alert icon={<IconInfoCircle />} color="petrol">
            {t('settings.identity.history.offer')}
          </Alert>
        )}
        <Text>{t('settings.identity.history.text')}</Text>
        {rebuild && running && <Running done={rebuild.done} total={rebuild.total} />}
        {may && rebuild && !running && (
          <Button variant={offered ? 'filled' : 'default'} onClick={() => setAsking(true)}>
            {t('settings.identity.history.apply')}
          </Button>
        )}
      </Stack>
      <Confirm
        opened={asking}
        title={t('settings.identity.history.confirm')}
        verb={t('settings.identity.history.apply')}
        busy={start.isPending}
        onClose={() => setAsking(false)}
        onConfirm={() => start.mutate(undefined, { onSettled: () => setAsking(false) })}
      >
        {t('settings.identity.history.confirmText')}
      </Confirm>
    </Panel>
  );
}

function Running({ done, total }: { done: number; total: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div style={{ width: '100%' }}>
      <Progress
        animated
        value={total > 0 ? (done / total) * 100 : 0}
        aria-label={t('settings.identity.history.title')}
      />
      <Text size="xs" c="dimmed" mt={4} role="status">
        {total > 0
          ? t('settings.identity.history.progress', {
              done: format.number(done),
              total: format.number(total),
            })
          : t('settings.identity.history.waiting')}
      </Text>
    </div>
  );
}

/** Everybody may be somebody else now: all that was read is read again, except the rules that may be in work. */
function useWhenDone(running: boolean, onApplied: () => void) {
  const { t } = useTranslation();
  const toast = useToast();
  const queries = useQueryClient();
  const before = useRef(running);
  useEffect(() => {
    if (before.current && !running) {
      toast.done(t('settings.identity.history.done'));
      onApplied();
      void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== rulesQuery.queryKey[0] });
    }
    before.current = running;
  }, [running, onApplied, queries, t, toast]);
}
