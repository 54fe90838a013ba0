import { Button, Checkbox, Group, Stack } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '@/components/Panel';
import { useToast } from '@/components/toast';
import { useMe } from '@/features/session/me';
import { setupQuery } from '@/features/setup/setup';
import { usePatchWorkspace } from './workspace';

/** Which parts people here use; the others leave the navigation. */
export function PartsPanel() {
  const { t } = useTranslation();
  const toast = useToast();
  const queries = useQueryClient();
  const patch = usePatchWorkspace();
  const { data: setup } = useQuery(setupQuery);
  const [hidden, setHidden] = useState(useMe().workspace.hidden_parts ?? []);
  const save = (event: FormEvent) => {
    event.preventDefault();
    patch.mutate(
      { hidden_parts: hidden },
      {
        onSuccess: () => {
          toast.done(t('settings.parts.saved'));
          return queries.invalidateQueries({ queryKey: setupQuery.queryKey });
        },
        onError: toast.failed,
      },
    );
  };
  const turn = (part: string, used: boolean) =>
    setHidden(used ? hidden.filter((each) => each !== part) : [...hidden, part]);
  return (
    <div id="parts">
      <Panel title={t('settings.parts.title')} hint={t('settings.parts.hint')}>
        <form onSubmit={save}>
          <Stack gap="sm">
            {setup?.parts.map((part) => (
              <Checkbox
                key={part}
                label={t(`settings.parts.names.${part}`)}
                description={t(`settings.parts.about.${part}`)}
                checked={!hidden.includes(part)}
                onChange={(event) => turn(part, event.currentTarget.checked)}
              />
            ))}
            <Group justify="flex-end">
              <Button type="submit" variant="default" loading={patch.isPending}>
                {t('components.save')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Panel>
    </div>
  );
}
