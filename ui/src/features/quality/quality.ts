import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, data } from '@/api/client';
import { useToast } from '@/components/toast';

const LIVE = 15_000;

export const boardQuery = queryOptions({
  queryKey: ['quality', 'board'],
  queryFn: () => data(api.GET('/api/quality')),
  refetchInterval: LIVE,
});

export const summaryQuery = queryOptions({
  queryKey: ['quality', 'summary'],
  queryFn: () => data(api.GET('/api/quality/summary')),
  refetchInterval: 30_000,
});

export const pastQuery = infiniteQueryOptions({
  queryKey: ['quality', 'past'],
  queryFn: ({ pageParam }) =>
    data(api.GET('/api/quality/findings', { params: { query: { limit: 50, after: pageParam } } })),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next ?? undefined,
});

export const findingQuery = (id: string) =>
  queryOptions({
    queryKey: ['quality', 'finding', id],
    queryFn: () => data(api.GET('/api/quality/findings/{id}', { params: { path: { id } } })),
    refetchInterval: LIVE,
  });

function useAgain() {
  const queries = useQueryClient();
  return () => void queries.invalidateQueries({ queryKey: ['quality'] });
}

/** Says that somebody knows, for some hours or (null) until it is over. */
export function useAcknowledge() {
  const again = useAgain();
  const toast = useToast();
  return useMutation({
    mutationFn: ({ id, hours }: { id: string; hours: number | null }) =>
      data(api.POST('/api/quality/findings/{id}/acknowledge', { params: { path: { id } }, body: { hours } })),
    onSuccess: again,
    onError: toast.failed,
  });
}

export function useRaise() {
  const again = useAgain();
  const toast = useToast();
  return useMutation({
    mutationFn: (id: string) =>
      data(api.DELETE('/api/quality/findings/{id}/acknowledge', { params: { path: { id } } })),
    onSuccess: again,
    onError: toast.failed,
  });
}
