import { Button, Group, Switch } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Panel } from '@/components/Panel';
import { useToast } from '@/components/toast';
import { useMe } from '@/features/session/me';
import { usePatchWorkspace } from './workspace';

/** Whether everybody needs a second factor; whoever asks for it has one. */
export function AccessPanel() {
  const { t } = useTranslation();
  const toast = useToast();
  const { workspace, second_factor } = useMe();
  const patch = usePatchWorkspace();
  const set = (required: boolean) =>
    patch.mutate({ require_second_factor: required }, { onError: toast.failed });
  return (
    <Panel title={t('settings.access.title')}>
      <Group justify="space-between" align="flex-start" wrap="nowrap">
        <Switch
          label={t('settings.access.require')}
          description={t('settings.access.requireHint')}
          disabled={!second_factor && !workspace.require_second_factor}
          checked={workspace.require_second_factor}
          onChange={(event) => set(event.currentTarget.checked)}
        />
        {!second_factor && !workspace.require_second_factor && (
          <Button
            variant="default"
            size="xs"
            style={{ flexShrink: 0 }}
            renderRoot={(props) => <Link to="/settings/account" {...props} />}
          >
            {t('settings.access.ownFirst')}
          </Button>
        )}
      </Group>
    </Panel>
  );
}
