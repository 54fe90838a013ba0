import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, data } from '@/api/client';
import type { IdentityRulesChange } from '@/api/types';
import { useToast } from '@/components/toast';

/** Read again only when asked: a draft must not change under the person who writes it. */
export const rulesQuery = queryOptions({
  queryKey: ['identity-rules'],
  queryFn: () => data(api.GET('/api/identity/rules')),
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: 0,
});

const POLL = 1_000;

export const rebuildQuery = queryOptions({
  queryKey: ['rebuild'],
  queryFn: () => data(api.GET('/api/rebuild')),
  refetchInterval: ({ state }) => (state.data?.running ? POLL : 30_000),
});

export function useSaveRules() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: IdentityRulesChange) => data(api.PUT('/api/identity/rules', { body })),
    onSuccess: (rules) => queries.setQueryData(rulesQuery.queryKey, rules),
  });
}

export function useRebuild() {
  const queries = useQueryClient();
  const toast = useToast();
  return useMutation({
    mutationFn: () => data(api.POST('/api/rebuild')),
    onSuccess: () => queries.setQueryData(rebuildQuery.queryKey, { running: true, done: 0, total: 0 }),
    onError: toast.failed,
  });
}
