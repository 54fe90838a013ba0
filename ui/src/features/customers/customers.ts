import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, data } from '@/api/client';
import type { Column } from '@/api/types';
import { split } from '@/app/search';
import type { CustomersSearch } from './address';

const PAGE = 100;
export const DEFAULT_SORT = '-last_seen';

/** Columns that every profile has; all others are traits, which the server lists. */
export const OWN_COLUMNS = ['contact', 'last_seen', 'first_seen', 'orders', 'revenue', 'events'] as const;
export const SORTABLE = new Set(['name', 'last_seen', 'first_seen', 'orders', 'revenue', 'events']);
const USUAL = ['contact', 'traits.country', 'traits.city', 'last_seen', 'orders', 'revenue', 'events'];

export const traitOf = (key: string) => key.replace(/^traits\./, '');

/** The columns asked for in the address, or the usual ones; none that does not exist. */
export function chosenColumns(joined: string | undefined, traits: Column[]): string[] {
  const known = new Set<string>([...OWN_COLUMNS, ...traits.map(({ key }) => key)]);
  return (joined ? split(joined) : USUAL).filter((key) => known.has(key));
}

export const columnsQuery = queryOptions({
  queryKey: ['profiles', 'columns'],
  queryFn: async () => (await data(api.GET('/api/profiles/columns'))).columns,
  staleTime: 5 * 60_000,
});

export function customersQuery({ q, sort, filter }: CustomersSearch, shown: string[]) {
  const columns = shown.filter((key) => !OWN_COLUMNS.some((own) => own === key)).map(traitOf);
  const query = {
    search: q,
    sort: sort ?? DEFAULT_SORT,
    filter: filter && JSON.stringify(filter),
    columns: columns.length > 0 ? columns.join(',') : undefined,
    limit: PAGE,
  };
  return infiniteQueryOptions({
    queryKey: ['profiles', 'list', query],
    queryFn: ({ pageParam, signal }) =>
      data(api.GET('/api/profiles', { params: { query: { ...query, after: pageParam } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  });
}
