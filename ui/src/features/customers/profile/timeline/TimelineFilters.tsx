import { Group, MultiSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { split } from '@/app/search';
import { SearchField } from '@/components/SearchField';
import { useFormat } from '@/format/useFormat';
import type { ProfileSearch } from '../../address';
import { eventNamesQuery } from '../profile';

interface TimelineFiltersProps {
  id: string;
  search: ProfileSearch;
  onChange: (part: ProfileSearch) => void;
}

export function TimelineFilters({ id, search, onChange }: TimelineFiltersProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data: names = [] } = useQuery(eventNamesQuery(id));
  const counts = new Map(names.map(({ name, count }) => [name, count]));
  const picked = split(search.names);
  return (
    <Group gap="xs" mb="md" align="flex-start">
      <SearchField
        value={search.q}
        onChange={(q) => onChange({ q })}
        placeholder={t('profile.timeline.search')}
        width={200}
      />
      <MultiSelect
        data={names.map(({ name }) => name)}
        value={picked}
        onChange={(next) => onChange({ names: next.length > 0 ? next.join(',') : undefined })}
        placeholder={picked.length > 0 ? undefined : t('profile.timeline.all')}
        aria-label={t('profile.timeline.names')}
        clearable
        clearButtonProps={{ 'aria-label': t('components.clear') }}
        searchable
        maw={320}
        miw={160}
        flex="1 1 160px"
        renderOption={({ option }) => (
          <Group justify="space-between" flex={1} gap="xs" wrap="nowrap">
            <span className="truncate">{option.label}</span>
            <span style={{ opacity: 0.75 }}>{format.number(counts.get(option.value))}</span>
          </Group>
        )}
      />
      {(['from', 'to'] as const).map((edge) => (
        <TextInput
          key={edge}
          type="date"
          w={136}
          aria-label={t(`profile.timeline.${edge}_edge`)}
          value={search[edge] ?? ''}
          onChange={(event) => onChange({ [edge]: event.currentTarget.value || undefined })}
        />
      ))}
    </Group>
  );
}
