import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, data } from '@/api/client';
import type { InventoryItem, NewSystem, SystemPatch } from '@/api/types';
import { useToast } from '@/components/toast';

export const inventoryQuery = queryOptions({
  queryKey: ['inventory'],
  queryFn: async () => (await data(api.GET('/api/inventory'))).items,
  refetchInterval: 30_000,
});

export const PLANNED = ['planned', 'in_progress', 'by_file', 'not_needed'] as const;
export type Planned = (typeof PLANNED)[number];

export const isPlanned = (status: InventoryItem['status']): status is Planned =>
  (PLANNED as readonly string[]).includes(status);

function useChanged() {
  const queries = useQueryClient();
  return () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: inventoryQuery.queryKey }),
      queries.invalidateQueries({ queryKey: ['setup'] }),
    ]);
}

export function useSaveSystem(id: string | undefined) {
  const changed = useChanged();
  return useMutation({
    mutationFn: (said: NewSystem & SystemPatch) => {
      const { source, ...rest } = said;
      return id === undefined
        ? data(api.POST('/api/inventory', { body: rest }))
        : data(
            api.PATCH('/api/inventory/{id}', {
              params: { path: { id } },
              body: source === undefined ? rest : said,
            }),
          );
    },
    onSuccess: changed,
  });
}

export function useRemoveSystem() {
  const changed = useChanged();
  const toast = useToast();
  return useMutation({
    mutationFn: (id: string) => api.DELETE('/api/inventory/{id}', { params: { path: { id } } }),
    onSuccess: changed,
    onError: toast.failed,
  });
}
