import { AppShell, Burger, Group, useMantineColorScheme } from '@mantine/core';
import { useDisclosure, useLocalStorage } from '@mantine/hooks';
import { Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Mark } from '@/components/Logo';
import { useMe } from '@/features/session/me';
import { speak } from '@/i18n';
import { Navigation } from './Navigation';
import classes from './Shell.module.css';
import { SearchButton, SearchHost } from './SearchHost';

/** The person's own language and theme follow them to every browser. */
function usePreferences() {
  const { user } = useMe();
  const { setColorScheme } = useMantineColorScheme();
  useEffect(() => void speak(user.language), [user.language]);
  useEffect(() => setColorScheme(user.theme), [user.theme, setColorScheme]);
}

export function Shell() {
  const { t } = useTranslation();
  const [narrow, setNarrow] = useLocalStorage({ key: 'oblik-narrow', defaultValue: false });
  const [opened, drawer] = useDisclosure();
  const path = useRouterState({ select: (state) => state.location.pathname });
  usePreferences();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the drawer closes whenever the page changes
  useEffect(() => drawer.close(), [path]);
  return (
    <SearchHost>
      <a href="#page" className={classes.skip}>
        {t('shell.skip')}
      </a>
      <AppShell
        padding={0}
        transitionDuration={120}
        header={{ height: { base: 52, sm: 0 } }}
        navbar={{ width: narrow ? 60 : 232, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      >
        <AppShell.Header hiddenFrom="sm" className={classes.header}>
          <Burger
            opened={opened}
            onClick={drawer.toggle}
            size="sm"
            aria-label={opened ? t('shell.menu.close') : t('shell.menu.open')}
            aria-expanded={opened}
          />
          <Group gap={8} className={classes.brand}>
            <Mark size={20} />
            Oblik
          </Group>
          <SearchButton compact />
        </AppShell.Header>
        <AppShell.Navbar className={classes.navbar}>
          <Navigation narrow={narrow && !opened} onNarrow={setNarrow} />
        </AppShell.Navbar>
        <AppShell.Main id="page" tabIndex={-1} className={classes.main}>
          <Outlet />
        </AppShell.Main>
      </AppShell>
    </SearchHost>
  );
}
