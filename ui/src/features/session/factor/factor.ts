import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, data } from '@/api/client';
import { meQuery } from '../me';

export const factorQuery = queryOptions({
  queryKey: ['second-factor'],
  queryFn: () => data(api.GET('/api/me/second-factor')),
});

/** Both what the account page and what the shell know of it. */
export function useRefresh() {
  const queries = useQueryClient();
  return () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: factorQuery.queryKey }),
      queries.invalidateQueries({ queryKey: ['sessions'] }),
      queries.fetchQuery({ ...meQuery, staleTime: 0 }),
    ]);
}

export const useBegin = () =>
  useMutation({
    mutationFn: (password: string) => data(api.POST('/api/me/second-factor/begin', { body: { password } })),
  });

export const useConfirm = () =>
  useMutation({
    mutationFn: (code: string) => data(api.POST('/api/me/second-factor/confirm', { body: { code } })),
  });

export const useNewCodes = () =>
  useMutation({
    mutationFn: (password: string) => data(api.POST('/api/me/second-factor/codes', { body: { password } })),
  });

export function useRemove() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (password: string) => data(api.POST('/api/me/second-factor/remove', { body: { password } })),
    onSuccess: refresh,
  });
}
