import { Button, Group, Stack } from '@mantine/core';
import { IconDownload, IconFileArrowRight, IconPlayerStop } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ImportRun } from '@/api/types';
import { Page } from '@/components/Page';
import { ProblemNotice } from '@/components/ProblemNotice';
import { useCan } from '../session/me';
import { PageSkeleton } from '../shell/PageSkeleton';
import { importQuery, isGoing, useSteer } from './imports';
import { Outcome } from './Outcome';
import { SaveRecipe } from './recipes/SaveRecipe';
import { StatusBadge } from './StatusBadge';

const route = getRouteApi('/shell/imports/$id');

export function ImportPage() {
  const { t } = useTranslation();
  const can = useCan();
  const { id } = route.useParams();
  const { upload } = route.useSearch();
  const { data: run, error, refetch } = useQuery(importQuery(id));
  if (!run && !error) return <PageSkeleton />;
  const done = run?.status === 'done' && !run.dry_run;
  return (
    <Page
      title={run?.file ?? t('imports.title')}
      above={[{ label: t('imports.title'), to: '/imports' }]}
      marks={run && <StatusBadge run={run} />}
      sentence={run && `${t(`imports.kinds.${run.kind}`)} · ${run.source}`}
      action={run && <Actions run={run} />}
    >
      {error && <ProblemNotice error={error} retry={() => void refetch()} />}
      {run && (
        <Stack>
          <Outcome
            run={run}
            next={
              <>
                {' '}
                {done && (
                  <Group>
                    {run.kind !== 'products' && (
                      <Button variant="default" renderRoot={(props) => <Link to="/customers" {...props} />}>
                        {t('imports.toCustomers')}
                      </Button>
                    )}
                    {can('imports.run') && run.has_rejects && (
                      <Button
                        variant="default"
                        leftSection={<IconFileArrowRight size={16} />}
                        renderRoot={(props) => (
                          <Link to="/imports/new" search={{ like: run.id }} {...props} />
                        )}
                      >
                        {t('imports.mended')}
                      </Button>
                    )}
                  </Group>
                )}
                {done && can('imports.run') && <SaveRecipe run={run} upload={upload} />}
              </>
            }
          />
        </Stack>
      )}
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
