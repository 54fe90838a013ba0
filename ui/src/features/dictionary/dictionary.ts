import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import { api, data } from '@/api/client';
import type { DictionaryEventPage, EventPatch, EventSchema, EventStatus, PropertyPatch } from '@/api/types';
import { useToast } from '@/components/toast';

export const STATUSES = ['expected', 'unknown', 'hidden', 'blocked'] as const;

export const eventsQuery = (search: string | undefined, status: EventStatus | undefined) =>
  infiniteQueryOptions({
    queryKey: ['dictionary', 'events', search, status],
    queryFn: ({ pageParam, signal }) =>
      data(
        api.GET('/api/dictionary/events', {
          params: { query: { search, status, limit: 100, after: pageParam } },
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
    refetchInterval: 30_000,
  });

export const volumeQuery = (name: string, by: 'hour' | 'day') =>
  queryOptions({
    queryKey: ['dictionary', 'volume', name, by],
    queryFn: () =>
      data(api.GET('/api/dictionary/volumes/{name}', { params: { path: { name }, query: { by } } })),
    refetchInterval: 30_000,
    placeholderData: keepPreviousData,
  });

export const ownersQuery = queryOptions({
  queryKey: ['dictionary', 'owners'],
  queryFn: async () => (await data(api.GET('/api/dictionary/owners'))).owners,
});

export const removalQuery = (name: string) =>
  queryOptions({
    queryKey: ['dictionary', 'removal', name],
    queryFn: () => data(api.GET('/api/dictionary/removals/{name}', { params: { path: { name } } })),
    staleTime: 0,
  });

/** The event as it is after a change, everywhere at once; lists and the board are read again. */
function useKeep(name: string) {
  const queries = useQueryClient();
  return (event: DictionaryEventPage) => {
    queries.setQueryData(eventQuery(name).queryKey, event);
    void queries.invalidateQueries({ queryKey: ['dictionary', 'events'] });
    void queries.invalidateQueries({ queryKey: ['quality'] });
  };
}

export function usePatchEvent(name: string) {
  const keep = useKeep(name);
  const toast = useToast();
  return useMutation({
    mutationFn: (body: EventPatch) =>
      data(api.PATCH('/api/dictionary/events/{name}', { params: { path: { name } }, body })),
    onSuccess: keep,
    onError: toast.failed,
  });
}

export function useExpect(name: string) {
  const keep = useKeep(name);
  return useMutation({
    mutationFn: (body: { since: number; expected: EventSchema | null }) =>
      data(api.PUT('/api/dictionary/schemas/{name}', { params: { path: { name } }, body })),
    onSuccess: keep,
  });
}

export function useSuggestion(name: string) {
  const toast = useToast();
  return useMutation({
    mutationFn: () => data(api.GET('/api/dictionary/suggestions/{name}', { params: { path: { name } } })),
    onError: toast.failed,
  });
}

export function useRefuse(name: string) {
  const keep = useKeep(name);
  const toast = useToast();
  return useMutation({
    mutationFn: (refused: boolean) =>
      data(api.PUT('/api/dictionary/refusals/{name}', { params: { path: { name } }, body: { refused } })),
    onSuccess: keep,
    onError: toast.failed,
  });
}

export function useRemove(name: string) {
  const queries = useQueryClient();
  const toast = useToast();
  return useMutation({
    mutationFn: (block: boolean) =>
      data(api.POST('/api/dictionary/removals/{name}', { params: { path: { name } }, body: { block } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['dictionary'] }),
    onError: toast.failed,
  });
}

export function usePatchProperty() {
  const queries = useQueryClient();
  const toast = useToast();
  return useMutation({
    mutationFn: (body: PropertyPatch) => data(api.PATCH('/api/dictionary/properties', { body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['dictionary'] }),
    onError: toast.failed,
  });
}
