import { ActionIcon, Kbd, UnstyledButton } from '@mantine/core';
import { useDisclosure, useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { createContext, lazy, type ReactNode, Suspense, useContext, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './SearchHost.module.css';

const fetchDialog = () => import('./search/SearchDialog');
const SearchDialog = lazy(fetchDialog);
const FETCH_AFTER_MS = 1_000;
const OpenSearch = createContext<() => void>(() => undefined);

/** Ctrl-K anywhere below, also from within a text field. */
export function SearchHost({ children }: { children: ReactNode }) {
  const [opened, dialog] = useDisclosure();
  useHotkeys([['mod+K', dialog.toggle]], [], true);
  // It must be there at once: what is typed before it opens would be lost.
  useEffect(() => {
    const timer = setTimeout(() => void fetchDialog(), FETCH_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <OpenSearch.Provider value={dialog.open}>
      {children}
      {opened && (
        <Suspense>
          <SearchDialog onClose={dialog.close} />
        </Suspense>
      )}
    </OpenSearch.Provider>
  );
}

const ON_MAC = /Mac|iPhone|iPad/.test(navigator.userAgent);

export function SearchButton({ compact }: { compact?: boolean }) {
  const { t } = useTranslation();
  const open = useContext(OpenSearch);
  if (compact) {
    return (
      <ActionIcon size="lg" onClick={open} aria-label={t('shell.search.open')}>
        <IconSearch size={18} stroke={1.7} />
      </ActionIcon>
    );
  }
  return (
    <UnstyledButton className={classes.button} onClick={open} aria-keyshortcuts="Control+K Meta+K">
      <IconSearch size={16} stroke={1.7} aria-hidden="true" />
      <span>{t('shell.search.open')}</span>
      <Kbd size="xs">{ON_MAC ? '⌘ K' : 'Ctrl K'}</Kbd>
    </UnstyledButton>
  );
}
