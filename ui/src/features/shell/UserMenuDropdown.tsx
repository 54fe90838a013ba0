import { Menu, SegmentedControl, Text } from '@mantine/core';
import { IconLogout, IconUserCircle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Theme } from '@/api/types';
import { useMe } from '@/features/session/me';
import { usePatchMe, useSignOut } from '@/features/session/session';

const THEMES: Theme[] = ['light', 'dark', 'auto'];

export default function UserMenuDropdown({ target }: { target: ReactElement }) {
  const { t } = useTranslation();
  const { user } = useMe();
  const patch = usePatchMe();
  const signOut = useSignOut();
  return (
    <Menu position="top-start" width={230} defaultOpened>
      <Menu.Target>{target}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconUserCircle size={16} />}
          renderRoot={(props) => <Link to="/settings/account" {...props} />}
        >
          {t('shell.rooms.account')}
        </Menu.Item>
        <Menu.Divider />
        <Text size="xs" c="dimmed" px="sm" pt={4}>
          {t('shell.user.theme')}
        </Text>
        <SegmentedControl
          m={8}
          mt={4}
          size="xs"
          display="flex"
          aria-label={t('shell.user.theme')}
          value={user.theme}
          onChange={(theme) => patch.mutate({ theme: theme as Theme })}
          data={THEMES.map((theme) => ({ value: theme, label: t(`shell.themes.${theme}`) }))}
        />
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => signOut.mutate()}>
          {t('shell.user.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
