import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportKind } from '@/api/types';
import { isIdentifier } from '../mapping';

/** A name is a person's, unless the rows are of products. */
const keyOf = (target: string, kind: ImportKind) =>
  target === 'name' && kind !== 'profiles' ? 'product_name' : target.replaceAll('.', '_');

/** A target as people say it; one of the shop's own reads as it is. */
export function useFieldLabel(kind: ImportKind): (target: string) => string {
  const { t, i18n } = useTranslation();
  return useCallback(
    (target: string) => {
      const plain = target.replace(/^@/, '');
      const key = keyOf(plain, kind);
      if (isIdentifier(target)) {
        return i18n.exists(`imports.namespaces.${key}`) ? t(`imports.namespaces.${key}`) : plain;
      }
      return i18n.exists(`imports.fields.${key}`) ? t(`imports.fields.${key}`) : plain;
    },
    [t, i18n, kind],
  );
}
