import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, data } from '@/api/client';

export const eventsQuery = (search: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ['dictionary', 'events', search],
    queryFn: ({ pageParam, signal }) =>
      data(
        api.GET('/api/dictionary/events', {
          params: { query: { search, limit: 100, after: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  });

export const traitsQuery = queryOptions({
  queryKey: ['dictionary', 'traits'],
  queryFn: async () => (await data(api.GET('/api/dictionary/traits'))).traits,
});

export const eventQuery = (name: string) =>
  queryOptions({
    queryKey: ['dictionary', 'event', name],
    queryFn: () => data(api.GET('/api/dictionary/events/{name}', { params: { path: { name } } })),
  });
