import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, data } from '@/api/client';
import type { ArrivalRule, ArrivalRules } from '@/api/types';
import { useToast } from '@/components/toast';

export const rulesQuery = queryOptions({
  queryKey: ['dictionary', 'rules'],
  queryFn: () => data(api.GET('/api/dictionary/rules')),
});

export const historyQuery = infiniteQueryOptions({
  queryKey: ['dictionary', 'rules', 'history'],
  queryFn: ({ pageParam }) =>
    data(api.GET('/api/dictionary/rules/history', { params: { query: { limit: 20, after: pageParam } } })),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next ?? undefined,
});

function useKeep() {
  const queries = useQueryClient();
  return (rules: ArrivalRules) => {
    queries.setQueryData(rulesQuery.queryKey, rules);
    void queries.invalidateQueries({ queryKey: ['dictionary'] });
  };
}

export function useSaveRules() {
  const keep = useKeep();
  return useMutation({
    mutationFn: (body: { version: number; rules: ArrivalRule[] }) =>
      data(api.PUT('/api/dictionary/rules', { body })),
    onSuccess: keep,
  });
}

export function useRevertRules() {
  const keep = useKeep();
  const toast = useToast();
  return useMutation({
    mutationFn: (version: number) =>
      data(api.POST('/api/dictionary/rules/history/{version}/revert', { params: { path: { version } } })),
    onSuccess: keep,
    onError: toast.failed,
  });
}

export function useTryRules() {
  return useMutation({
    mutationFn: (rules: ArrivalRule[]) =>
      data(api.POST('/api/dictionary/rules/preview', { body: { rules } })),
  });
}
