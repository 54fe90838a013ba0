import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, data } from '@/api/client';
import type { Language, NewSource, Replay, Source, SourcePatch } from '@/api/types';
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

export const ledgerQuery = (name: string) =>
  queryOptions({
    queryKey: ['source', name, 'ledger'],
    queryFn: () =>
      data(api.GET('/api/sources/{name}/ledger', { params: { path: { name }, query: { by: 'hour' } } })),
    refetchInterval: 10_000,
  });

export const quarantineQuery = (name: string, reason: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ['source', name, 'quarantine', reason],
    queryFn: ({ pageParam }) =>
      data(
        api.GET('/api/sources/{name}/quarantine', {
          params: { path: { name }, query: { limit: 50, after: pageParam, reason } },
        }),
      ),
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
    mutationFn: () => data(api.POST('/api/sources/{name}/rotate', { params: { path: { name } } })),
    onSuccess: keep,
    onError: toast.failed,
  });
}

export function useReplay(name: string) {
  const queries = useQueryClient();
  const toast = useToast();
  return useMutation({
    mutationFn: (body: Replay) =>
      data(api.POST('/api/sources/{name}/quarantine/replay', { params: { path: { name } }, body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['source', name] }),
    onError: toast.failed,
  });
}
