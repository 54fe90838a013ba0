import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Json } from '@/api/types';
import { useFormat } from '@/format/useFormat';

/** `firstName` and `first_name` are one trait in two spellings. */
const plain = (name: string) => name.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();

/** What people call a trait that most shops have; a shop's own keep the name they were sent with. */
export function useTraitName(): (name: string) => string {
  const { t, i18n } = useTranslation();
  return useCallback(
    (name) => {
      const key = plain(name);
      const isKnown = /^[a-z_]+$/.test(key) && i18n.exists(`customers.traits.${key}`);
      return isKnown ? t(`customers.traits.${key}`) : name;
    },
    [t, i18n],
  );
}

/** The value of a trait as a person reads it: a country by its name, yes and no as words. */
export function useTraitValue(): (name: string, value: Json | undefined) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return useCallback(
    (name, value) => {
      if (typeof value === 'boolean') return t(value ? 'components.true' : 'components.false');
      if (typeof value === 'string' && plain(name) === 'country') return format.country(value);
      return format.value(value);
    },
    [t, format],
  );
}
