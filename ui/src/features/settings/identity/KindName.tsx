import { Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { NamespaceRules } from '@/api/types';
import { useNamespaceName } from '@/features/customers/profile/Identifiers';
import type { Row } from './draft';

interface KindNameProps {
  row: Row;
  isOther?: boolean;
  error?: string;
  onChange?: (part: Partial<NamespaceRules>) => void;
}

/** What the kind is called, and its rules in words. */
export function KindName({ row, isOther, error, onChange }: KindNameProps) {
  const { t } = useTranslation();
  const nameOf = useNamespaceName();
  const name = isOther ? t('settings.identity.other') : nameOf(row.name);
  return (
    <>
      {row.isNew ? (
        <TextInput
          aria-label={t('settings.identity.columns.name')}
          required
          autoFocus
          maxLength={50}
          pattern="[a-z][a-z0-9_.]*"
          title={t('settings.identity.nameHint')}
          placeholder="passport"
          value={row.name}
          error={error}
          onChange={(event) => onChange?.({ name: event.currentTarget.value.toLowerCase() })}
        />
      ) : (
        <Text fw={500}>
          {name}{' '}
          {!isOther && name !== row.name && (
            <Text span size="xs" c="dimmed" className="mono">
              {row.name}
            </Text>
          )}
        </Text>
      )}
      <Text size="xs" c="dimmed" mt={4}>
        {t('settings.identity.atMost', { limit: row.limit ?? 0 })}{' '}
        {t(row.shared ? 'settings.identity.moves' : 'settings.identity.stays')}
      </Text>
    </>
  );
}
