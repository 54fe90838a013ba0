import { Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Page } from '@/components/Page';
import { ProblemNotice } from '@/components/ProblemNotice';
import { useCan } from '@/features/session/me';
import { AccessPanel } from './AccessPanel';
import { PartsPanel } from './PartsPanel';
import { SystemStatus } from './SystemStatus';
import { WorkspaceForm } from './WorkspaceForm';
import { workspaceQuery } from './workspace';

export function WorkspacePage() {
  const { t } = useTranslation();
  const can = useCan();
  const { data: workspace, error, refetch } = useQuery(workspaceQuery);
  return (
    <Page title={t('settings.workspace.title')} sentence={t('settings.workspace.sentence')}>
      <Stack maw={720}>
        {error && <ProblemNotice error={error} retry={() => void refetch()} />}
        {!workspace && !error && <Skeleton height={280} />}
        {workspace && <WorkspaceForm workspace={workspace} />}
        {can('settings.edit') && <AccessPanel />}
        {can('settings.edit') && <PartsPanel />}
        {can('system.read') && <SystemStatus />}
      </Stack>
    </Page>
  );
}
