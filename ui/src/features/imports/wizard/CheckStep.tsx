import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Panel } from '@/components/Panel';
import { ProblemNotice } from '@/components/ProblemNotice';
import { checkUpload, importQuery, isGoing, useSteer } from '../imports';
import { readMapping } from '../mapping';
import { Outcome } from '../Outcome';
import type { StepProps } from './shared';

interface CheckStepProps extends StepProps {
  run: string | undefined;
  onRun: (run: string) => void;
}

/** Every row is read and held against what is there; only then is anything imported. */
export function CheckStep({ upload, kind, mapping, map, run, onRun }: CheckStepProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { data: known, error } = useQuery({ ...importQuery(run ?? ''), enabled: run !== undefined });
  const source = typeof mapping.source === 'string' && mapping.source ? mapping.source : undefined;
  const check = useMutation({
    mutationFn: () => checkUpload({ upload, kind, source, map }),
    onSuccess: (made) => {
      queries.setQueryData(importQuery(made.id).queryKey, made);
      onRun(made.id);
    },
  });
  const start = useSteer(run ?? '', 'start');
  const stale = known !== undefined && said(known.map) !== said(map);
  const good = known ? known.rows.read - known.rows.rejected : 0;
  const ready = known?.status === 'done' && known.dry_run && !stale;
  const problem = check.error ?? error;
  return (
    <Stack>
      {problem && <ProblemNotice error={problem} />}
      {!known && (
        <Panel title={t('imports.check.title')} hint={t('imports.check.hint')}>
          <Button loading={check.isPending} onClick={() => check.mutate()}>
            {t('imports.check.verb')}
          </Button>
        </Panel>
      )}
      {stale && (
        <Alert color="orange" role="status">
          <Group justify="space-between">
            <Text>{t('imports.check.stale')}</Text>
            <Button size="compact-sm" loading={check.isPending} onClick={() => check.mutate()}>
              {t('imports.check.again')}
            </Button>
          </Group>
        </Alert>
      )}
      {known && (
        <Outcome
          run={known}
          next={
            ready && (
              <Group justify="flex-end">
                <Button
                  loading={start.isPending}
                  disabled={good === 0}
                  onClick={() =>
                    start.mutate(undefined, {
                      onSuccess: ({ id }) =>
                        void navigate({ to: '/imports/$id', params: { id }, search: { upload } }),
                    })
                  }
                >
                  {t(`imports.start.${kind}`, { count: good })}
                </Button>
              </Group>
            )
          }
        />
      )}
      {known && !known.dry_run && isGoing(known) && <Text c="dimmed">{t('imports.check.running')}</Text>}
    </Stack>
  );
}

/** A mapping without what the server adds to it: the usual source. */
function said(map: string): string {
  const { source, ...rest } = readMapping(map);
  return JSON.stringify(rest, (_key, value) =>
    value && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => a.localeCompare(b)))
      : value,
  );
}
