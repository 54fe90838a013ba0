import { Burger, useMantineColorScheme } from '@mantine/core';
import { useDisclosure, useHotkeys, useLocalStorage } from '@mantine/hooks';
import { Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Mark } from '@/components/Logo';
import { useMe } from '@/features/session/me';
import { speak } from '@/i18n';
import { Navigation } from './Navigation';
import { SearchButton, SearchHost } from './SearchHost';
import classes from './Shell.module.css';

/** The person's own language and theme follow them to every browser. */
function usePreferences() {
  const { user } = useMe();
  const { setColorScheme } = useMantineColorScheme();
  useEffect(() => void speak(user.language), [user.language]);
  useEffect(() => setColorScheme(user.theme), [user.theme, setColorScheme]);
}

/** Navigation at the left, a page at the right; on a phone the navigation is a drawer. */
export function Shell() {
  const { t } = useTranslation();
  const [narrow, setNarrow] = useLocalStorage({
    key: 'oblik-narrow',
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  const [opened, drawer] = useDisclosure();
  const path = useRouterState({ select: (state) => state.location.pathname });
  usePreferences();
  useHotkeys([['Escape', drawer.close]]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the drawer closes whenever the page changes
  useEffect(() => drawer.close(), [path]);
  return (
    <SearchHost>
      <a href="#page" className={classes.skip}>
        {t('shell.skip')}
      </a>
      <div className={classes.shell} data-narrow={narrow || undefined} data-opened={opened || undefined}>
        <header className={classes.header}>
          <Burger
            opened={opened}
            onClick={drawer.toggle}
            size="sm"
            aria-label={opened ? t('shell.menu.close') : t('shell.menu.open')}
            aria-expanded={opened}
          />
          <span className={classes.brand}>
            <Mark size={20} />
            Oblik
          </span>
          <SearchButton compact />
        </header>
        <div className={classes.shade} onClick={drawer.close} aria-hidden="true" />
        <aside className={classes.navbar}>
          <Navigation narrow={narrow && !opened} onNarrow={setNarrow} />
        </aside>
        <main id="page" tabIndex={-1} className={classes.main}>
          <Outlet />
        </main>
      </div>
    </SearchHost>
  );
}
