import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { isIdentifier } from '../mapping';

/** A target as people say it; one of the shop's own reads as it is. */
export function useFieldLabel(): (target: string) => string {
  const { t, i18n } = useTranslation();
  return useCallback(
    (target: string) => {
      const plain = target.replace(/^@/, '');
      const key = plain.replaceAll('.', '_');
      if (isIdentifier(target)) {
        return i18n.exists(`imports.namespaces.${key}`) ? t(`imports.namespaces.${key}`) : plain;
      }
      return i18n.exists(`imports.fields.${key}`) ? t(`imports.fields.${key}`) : plain;
    },
    [t, i18n],
  );
}
