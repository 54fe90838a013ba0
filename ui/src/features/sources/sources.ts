import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import { api, data } from '@/api/client';
import type {
  Json,
  Language,
  NewSource,
  QuarantinePick,
  QuarantineStatus,
  Source,
  SourcePatch,
} from '@/api/types';
import { useToast } from '@/components/toast';

export const sourcesQuery = queryOptions({
  queryKey: ['sources'],
  queryFn: async () => (await data(api.GET('/api/sources'))).items,
  refetchInterval: 10_000,
});

export const kindsQuery = (language: Language) =>
  queryOptions({
    queryKey: ['source-kinds', language],
    queryFn: async () =>
      (await data(api.GET('/api/source-kinds', { params: { query: { language } } }))).kinds,
    staleTime: Number.POSITIVE_INFINITY,
  });

export const sourceQuery = (name: string) =>
  queryOptions({
    queryKey: ['source', name],
    queryFn: () => data(api.GET('/api/sources/{name}', { params: { path: { name } } })),
    refetchInterval: 10_000,
  });

export const ledgerQuery = (name: string, by: 'hour' | 'day') =>
  queryOptions({
    queryKey: ['source', name, 'ledger', by],
    queryFn: () => data(api.GET('/api/sources/{name}/ledger', { params: { path: { name }, query: { by } } })),
    refetchInterval: 10_000,
    placeholderData: keepPreviousData,
  });

/** One event whole, as it was sent and with what arrival made of it. */
export const eventQuery = (id: string) =>
  queryOptions({
    queryKey: ['stream', id],
    queryFn: () => data(api.GET('/api/stream/{id}', { params: { path: { id } } })),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const quarantineQuery = (name: string, reason: string | undefined, status: QuarantineStatus) =>
  infiniteQueryOptions({
    queryKey: ['source', name, 'quarantine', reason, status],
    queryFn: ({ pageParam }) =>
      data(
        api.GET('/api/sources/{name}/quarantine', {
          params: { path: { name }, query: { limit: 50, after: pageParam, reason, status } },
        }),
      ),
    placeholderData: keepPreviousData,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });

function useKeep() {
  const queries = useQueryClient();
  return (source: Source) => {
    queries.setQueryData(sourceQuery(source.name).queryKey, source);
    void queries.invalidateQueries({ queryKey: sourcesQuery.queryKey });
  };
}

export function useCreateSource() {
  const keep = useKeep();
  return useMutation({
    mutationFn: (body: NewSource) => data(api.POST('/api/sources', { body })),
    onSuccess: keep,
  });
}

export function usePatchSource(name: string) {
  const keep = useKeep();
  const toast = useToast();
  return useMutation({
    mutationFn: (body: SourcePatch) =>
      data(api.PATCH('/api/sources/{name}', { params: { path: { name } }, body })),
    onSuccess: keep,
    onError: toast.failed,
  });
}

export function useRotateKey(name: string) {
  const keep = useKeep();
  const toast = useToast();
  return useMutation({
    mutationFn: (grace_hours: number) =>
      data(api.POST('/api/sources/{name}/rotate', { params: { path: { name } }, body: { grace_hours } })),
    onSuccess: keep,
    onError: toast.failed,
  });
}

export function useEndOldKey(name: string) {
  const keep = useKeep();
  const toast = useToast();
  return useMutation({
    mutationFn: () => data(api.DELETE('/api/sources/{name}/old-key', { params: { path: { name } } })),
    onSuccess: keep,
    onError: toast.failed,
  });
}

/** Not waited for: the row that asked may be gone with the new list, and its words with it. */
function useQuarantineChanged(name: string) {
  const queries = useQueryClient();
  return () => void queries.invalidateQueries({ queryKey: ['source', name] });
}

export function useReplay(name: string) {
  const toast = useToast();
  return useMutation({
    mutationFn: (body: QuarantinePick) =>
      data(api.POST('/api/sources/{name}/quarantine/replay', { params: { path: { name } }, body })),
    onSuccess: useQuarantineChanged(name),
    onError: toast.failed,
  });
}

/** Sets aside, or takes back. */
export function useTurn(name: string, how: 'discard' | 'restore') {
  const toast = useToast();
  return useMutation({
    mutationFn: (body: QuarantinePick) =>
      data(
        how === 'discard'
          ? api.POST('/api/sources/{name}/quarantine/discard', { params: { path: { name } }, body })
          : api.POST('/api/sources/{name}/quarantine/restore', { params: { path: { name } }, body }),
      ),
    onSuccess: useQuarantineChanged(name),
    onError: toast.failed,
  });
}

export function useMend(name: string, id: string) {
  return useMutation({
    mutationFn: (raw: Json) =>
      data(
        api.POST('/api/sources/{name}/quarantine/{id}/mend', {
          params: { path: { name, id } },
          body: { raw },
        }),
      ),
    onSuccess: useQuarantineChanged(name),
  });
}
