import { Button, Group, SegmentedControl, Select, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Language, Theme } from '@/api/types';
import { Page } from '@/components/Page';
import { Panel } from '@/components/Panel';
import { useMe } from '@/features/session/me';
import { usePatchMe } from '@/features/session/session';
import { LANGUAGES } from '@/i18n';
import { PasswordForm } from './PasswordForm';
import { SecondFactorPanel } from './SecondFactorPanel';
import { SessionsPanel } from './SessionsPanel';

const THEMES: Theme[] = ['light', 'dark', 'auto'];

export function AccountPage() {
  const { t } = useTranslation();
  const { user, version } = useMe();
  const patch = usePatchMe();
  const [name, setName] = useState(user.name);
  return (
    <Page title={t('settings.account.title')} sentence={t('settings.account.sentence')}>
      <Stack maw={640}>
        <Panel title={t('settings.account.you')} hint={`${user.email} · ${t(`settings.roles.${user.role}`)}`}>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              patch.mutate({ name });
            }}
          >
            <Group align="flex-end" gap="xs">
              <TextInput
                label={t('settings.people.name')}
                required
                flex={1}
                value={name}
                onChange={(event) => setName(event.currentTarget.value)}
              />
              <Button type="submit" variant="default" disabled={!name.trim() || name === user.name}>
                {t('components.save')}
              </Button>
            </Group>
          </form>
        </Panel>
        <Panel title={t('settings.account.look')}>
          <Stack gap="sm">
            <Select
              label={t('shell.user.language')}
              allowDeselect={false}
              data={LANGUAGES.map((each) => ({ value: each.code, label: each.name }))}
              value={user.language}
              onChange={(language) => patch.mutate({ language: language as Language })}
            />
            <div>
              <Text size="sm" fw={500} mb={4} id="theme">
                {t('shell.user.theme')}
              </Text>
              <SegmentedControl
                aria-labelledby="theme"
                value={user.theme}
                onChange={(theme) => patch.mutate({ theme: theme as Theme })}
                data={THEMES.map((theme) => ({ value: theme, label: t(`shell.themes.${theme}`) }))}
              />
            </div>
          </Stack>
        </Panel>
        <PasswordForm />
        <SecondFactorPanel />
        <SessionsPanel />
        <Text size="xs" c="dimmed">
          Oblik {version}
        </Text>
      </Stack>
    </Page>
  );
}
