import {
  type Icon,
  IconFileImport,
  IconLanguage,
  IconLogout,
  IconMoon,
  IconPlugConnected,
  IconSun,
} from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useCan, useMe, useParts } from '@/features/session/me';
import { usePatchMe, useSignOut } from '@/features/session/session';
import { LANGUAGES } from '@/i18n';
import { WINGS } from '../rooms';

export interface Entry {
  key: string;
  label: string;
  hint?: string;
  icon?: Icon;
  person?: { id: string; name: string | null };
  run: () => void;
}

function usePages(): Entry[] {
  const { t } = useTranslation();
  const can = useCan();
  const uses = useParts();
  const navigate = useNavigate();
  return WINGS.flatMap((wing) => wing.rooms)
    .filter(({ needs, part }) => (!needs || can(needs)) && (!part || uses(part)))
    .map((room) => ({
      key: `page-${room.key}`,
      label: t(`shell.rooms.${room.key}`),
      icon: room.icon,
      run: () => void navigate({ to: room.to }),
    }));
}

function useActions(): Entry[] {
  const { t } = useTranslation();
  const can = useCan();
  const { user } = useMe();
  const navigate = useNavigate();
  const patch = usePatchMe();
  const signOut = useSignOut();
  const other = user.theme === 'dark' ? 'light' : 'dark';
  const offers: (Entry | false)[] = [
    can('imports.run') && {
      key: 'import',
      label: t('imports.new.action'),
      icon: IconFileImport,
      run: () => void navigate({ to: '/imports/new' }),
    },
    can('sources.edit') && {
      key: 'source',
      label: t('sources.create.action'),
      icon: IconPlugConnected,
      run: () => void navigate({ to: '/sources', search: { create: true } }),
    },
    {
      key: 'theme',
      label: t('shell.search.theme', { theme: other }),
      icon: other === 'dark' ? IconMoon : IconSun,
      run: () => patch.mutate({ theme: other }),
    },
    ...LANGUAGES.filter(({ code }) => code !== user.language).map(({ code, name }) => ({
      key: `language-${code}`,
      label: t('shell.search.language', { name }),
      icon: IconLanguage,
      run: () => patch.mutate({ language: code }),
    })),
    { key: 'out', label: t('shell.user.signOut'), icon: IconLogout, run: () => signOut.mutate() },
  ];
  return offers.filter((offer) => offer !== false);
}

/** Pages and actions whose name holds every word typed. */
export function useFixedEntries(typed: string): { pages: Entry[]; actions: Entry[] } {
  const pages = usePages();
  const actions = useActions();
  const words = typed.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const fits = ({ label }: Entry) => words.every((word) => label.toLocaleLowerCase().includes(word));
  return { pages: pages.filter(fits), actions: actions.filter(fits) };
}
