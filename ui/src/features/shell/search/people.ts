import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, data } from '@/api/client';
import { useCan } from '@/features/session/me';
import type { Entry } from './entries';

export function usePeople(typed: string): { people: Entry[]; searching: boolean } {
  const { t } = useTranslation();
  const can = useCan();
  const navigate = useNavigate();
  const [q] = useDebouncedValue(typed.trim(), 150);
  const enabled = q.length > 1 && can('customers.read');
  const { data: found, isFetching } = useQuery({
    queryKey: ['search', q],
    queryFn: ({ signal }) => data(api.GET('/api/search', { params: { query: { q, limit: 8 } }, signal })),
    enabled,
    placeholderData: keepPreviousData,
  });
  const people = (enabled ? (found?.people ?? []) : []).map((person) => ({
    key: `person-${person.id}`,
    label: person.name || t('customers.unnamed'),
    hint: person.matched?.value,
    person,
    run: () => void navigate({ to: '/customers/$id', params: { id: person.id } }),
  }));
  return { people, searching: isFetching || q !== typed.trim() };
}
