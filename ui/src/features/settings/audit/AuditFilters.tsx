import { Group, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, data } from '@/api/client';
import type { AuditSearch } from './address';

const actionsQuery = queryOptions({
  queryKey: ['audit', 'actions'],
  queryFn: async () => (await data(api.GET('/api/audit/actions'))).actions,
});

interface AuditFiltersProps {
  search: AuditSearch;
  onChange: (search: AuditSearch) => void;
}

/** Who, what, with what, when. */
export function AuditFilters({ search, onChange }: AuditFiltersProps) {
  const { t } = useTranslation();
  const { data: actions = [] } = useQuery(actionsQuery);
  const [typed, setTyped] = useState({ who: search.who ?? '', object: search.object ?? '' });
  const tell = useDebouncedCallback(
    ({ who, object }: typeof typed) =>
      onChange({ ...search, who: who || undefined, object: object || undefined }),
    250,
  );
  return (
    <Group gap="xs" mb="md">
      {(['who', 'object'] as const).map((key) => (
        <TextInput
          key={key}
          w={200}
          aria-label={t(`settings.audit.${key}`)}
          placeholder={t(`settings.audit.${key}`)}
          value={typed[key]}
          onChange={(event) => {
            const next = { ...typed, [key]: event.currentTarget.value };
            setTyped(next);
            tell(next);
          }}
        />
      ))}
      <Select
        w={200}
        clearable
        searchable
        aria-label={t('settings.audit.action')}
        placeholder={t('settings.audit.action')}
        data={actions}
        value={search.action ?? null}
        onChange={(action) => onChange({ ...search, action: action ?? undefined })}
      />
      {(['since', 'until'] as const).map((key) => (
        <TextInput
          key={key}
          type="date"
          w={190}
          leftSection={
            <span style={{ fontSize: 13 }}>
              {t(key === 'since' ? 'settings.audit.from' : 'settings.audit.to')}
            </span>
          }
          leftSectionWidth={48}
          aria-label={t(`settings.audit.${key}`)}
          value={search[key] ?? ''}
          onChange={(event) => onChange({ ...search, [key]: event.currentTarget.value || undefined })}
        />
      ))}
    </Group>
  );
}
