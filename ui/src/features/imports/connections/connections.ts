import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, data } from '@/api/client';
import type { Connection, JsonObject, Language } from '@/api/types';
import { useToast } from '@/components/toast';

export const connectorsQuery = (language: Language) =>
  queryOptions({
    queryKey: ['connection-kinds', language],
    queryFn: async () =>
      (await data(api.GET('/api/connection-kinds', { params: { query: { language } } }))).kinds,
    staleTime: Number.POSITIVE_INFINITY,
  });

export const connectionsQuery = queryOptions({
  queryKey: ['connections'],
  queryFn: async () => (await data(api.GET('/api/connections'))).items,
});

export interface Settings {
  name: string;
  kind: string;
  settings: JsonObject;
}

/** Makes a connection, or changes the one that is given. */
export function useSaveConnection(known: Connection | undefined) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ name, kind, settings }: Settings) =>
      known
        ? data(
            api.PATCH('/api/connections/{id}', {
              params: { path: { id: known.id } },
              body: { name, settings },
            }),
          )
        : data(api.POST('/api/connections', { body: { name, kind, settings } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: connectionsQuery.queryKey }),
  });
}

export const useCheckConnection = (known: Connection | undefined) =>
  useMutation({
    mutationFn: ({ kind, settings }: Omit<Settings, 'name'>) =>
      data(api.POST('/api/connections/check', { body: { kind, settings, connection: known?.id ?? null } })),
  });

export function useRemoveConnection() {
  const queries = useQueryClient();
  const toast = useToast();
  return useMutation({
    mutationFn: ({ id }: Connection) => api.DELETE('/api/connections/{id}', { params: { path: { id } } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: connectionsQuery.queryKey }),
    onError: toast.failed,
  });
}

/** A `sample` is only looked at: the first rows of a table are enough. */
export const fetchFrom = (id: string, request: JsonObject, sample: boolean) =>
  data(api.POST('/api/connections/{id}/fetch', { params: { path: { id } }, body: { request, sample } }));
