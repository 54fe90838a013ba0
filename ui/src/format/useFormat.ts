import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { meQuery } from '@/features/session/me';
import { type Format, makeFormat } from './format';

/** The reader's language with the workspace's zone and currency. */
export function useFormat(): Format {
  const { i18n } = useTranslation();
  const { data } = useQuery({ ...meQuery, enabled: false });
  const zone = data?.workspace.timezone ?? 'UTC';
  const currency = data?.workspace.currency ?? 'USD';
  return useMemo(() => makeFormat(i18n.language, zone, currency), [i18n.language, zone, currency]);
}
