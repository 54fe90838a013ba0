import { ActionIcon, Kbd, UnstyledButton } from '@mantine/core';
import { useDisclosure, useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { type ComponentType, createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './SearchHost.module.css';

const OpenSearch = createContext<() => void>(() => undefined);
const FETCH_AFTER_MS = 1_000;

/** Ctrl-K anywhere below, also from within a text field. */
export function SearchHost({ children }: { children: ReactNode }) {
  const [opened, dialog] = useDisclosure();
  const Dialog = useSearchDialog(opened);
  useHotkeys([['mod+K', dialog.toggle]], [], true);
  return (
    <OpenSearch.Provider value={dialog.open}>
      {children}
      {opened && Dialog && <Dialog onClose={dialog.close} />}
    </OpenSearch.Provider>
  );
}

/** Fetched before it is wanted, and not by `lazy`, which would wait a moment all the same: what is typed at once would be lost. */
function useSearchDialog(wanted: boolean) {
  const [Dialog, setDialog] = useState<ComponentType<{ onClose: () => void }>>();
  useEffect(() => {
    const fetchDialog = () =>
      void import('./search/SearchDialog').then(({ default: found }) => setDialog(() => found));
    const timer = setTimeout(fetchDialog, wanted ? 0 : FETCH_AFTER_MS);
    return () => clearTimeout(timer);
  }, [wanted]);
  return Dialog;
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
