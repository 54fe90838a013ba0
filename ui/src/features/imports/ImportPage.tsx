import { Alert, Button, Card, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconDownload, IconPlayerStop } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ImportRun } from '@/api/types';
import { Page } from '@/components/Page';
import { ProblemNotice } from '@/components/ProblemNotice';
import { useFormat } from '@/format/useFormat';
import { useCan } from '../session/me';
import { PageSkeleton } from '../shell/PageSkeleton';
import { ImportProgress } from './ImportProgress';
import { importQuery, isGoing, useSteer } from './imports';
import { Problems } from './Problems';
import { StatusBadge } from './StatusBadge';

const route = getRouteApi('/shell/imports/$id');

export function ImportPage() {
  const { t } = useTranslation();
  const { id } = route.useParams();
  const { data: run, error, refetch } = useQuery(importQuery(id));
  if (!run && !error) return <PageSkeleton />;
  return (
    <Page
      title={run?.file ?? t('imports.title')}
      above={[{ label: t('imports.title'), to: '/imports' }]}
      marks={run && <StatusBadge run={run} />}
      sentence={run && `${t(`imports.kinds.${run.kind}`)} · ${run.source}`}
      action={run && <Actions run={run} />}
    >
      {error && <ProblemNotice error={error} retry={() => void refetch()} />}
      {run && <Result run={run} />}
    </Page>
  );
}

function Actions({ run }: { run: ImportRun }) {
  const { t } = useTranslation();
  const can = useCan();
  const start = useSteer(run.id, 'start');
  const stop = useSteer(run.id, 'stop');
  const good = run.rows.read - run.rows.rejected;
  return (
    <>
      {run.has_rejects && (
        <Button
          component="a"
          href={`/api/imports/${encodeURIComponent(run.id)}/rejects`}
          download
          variant="default"
          leftSection={<IconDownload size={16} />}
        >
          {t('imports.rejects')}
        </Button>
      )}
      {can('imports.run') && isGoing(run) && (
        <Button
          variant="default"
          leftSection={<IconPlayerStop size={16} />}
          loading={stop.isPending}
          onClick={() => stop.mutate()}
        >
          {t('imports.stop')}
        </Button>
      )}
      {can('imports.run') && run.status === 'done' && run.dry_run && (
        <Button loading={start.isPending} disabled={good === 0} onClick={() => start.mutate()}>
          {t(`imports.start.${run.kind}`, { count: good })}
        </Button>
      )}
      {can('imports.run') && (run.status === 'stopped' || run.status === 'failed') && (
        <Button loading={start.isPending} onClick={() => start.mutate()}>
          {t('imports.goOn')}
        </Button>
      )}
    </>
  );
}

function Result({ run }: { run: ImportRun }) {
  const { t } = useTranslation();
  const format = useFormat();
  const parts = ['read', 'accepted', 'rejected', 'duplicate'] as const;
  return (
    <Stack>
      {run.error && (
        <Alert color="red" title={t('imports.failed')} role="alert">
          {run.error}
        </Alert>
      )}
      <Card>
        <SimpleGrid cols={{ base: 2, sm: 4 }} component="dl" m={0}>
          {parts.map((part) => (
            <div key={part}>
              <dt style={{ color: 'var(--mantine-color-dimmed)', fontSize: 12.5 }}>
                {t(`imports.rows.${part}`)}
              </dt>
              <dd style={{ margin: 0, fontSize: 20, fontWeight: 600 }}>{format.number(run.rows[part])}</dd>
            </div>
          ))}
        </SimpleGrid>
        <ImportProgress run={run} size="md" />
        <Text size="xs" c="dimmed" mt="xs">
          {t('imports.bytes', { done: format.bytes(run.bytes.done), total: format.bytes(run.bytes.total) })}
          {run.finished_at && ` · ${t('imports.finished', { at: format.dateTime(run.finished_at) })}`}
        </Text>
      </Card>
      <Problems problems={run.problems} />
      {run.status === 'done' && !run.dry_run && (
        <Group>
          <Button variant="default" renderRoot={(props) => <Link to="/customers" {...props} />}>
            {t('imports.toCustomers')}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
