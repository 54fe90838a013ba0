import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, data } from '@/api/client';
import type { Acceptance, MePatch } from '@/api/types';
import { useToast } from '@/components/toast';
import { meQuery } from './me';

export function useSignIn() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { email: string; password: string; code: string }) =>
      data(api.POST('/api/session', { body })),
    onSuccess: (me) => {
      queries.clear(); // nothing of the person before may show
      queries.setQueryData(meQuery.queryKey, me);
    },
  });
}

/** Follows an invitation: the account is made and signed in. */
export function useAccept() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Acceptance) => data(api.POST('/api/invitation/accept', { body })),
    onSuccess: (me) => {
      // The page is still open: what its link is for must not be asked again, for it is used up.
      queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'invitation' });
      queries.setQueryData(meQuery.queryKey, me);
    },
  });
}

export function useSignOut() {
  return useMutation({
    mutationFn: () => api.DELETE('/api/session'),
    onSuccess: () => location.assign('/login'), // a full load, so that nothing stays in memory
  });
}

/** Language and theme change at once and are taken back if the server refuses. */
export function usePatchMe() {
  const queries = useQueryClient();
  const toast = useToast();
  return useMutation({
    mutationFn: (body: MePatch) => data(api.PATCH('/api/me', { body })),
    onMutate: ({ password: _, ...shown }) => {
      const before = queries.getQueryData(meQuery.queryKey);
      if (before) queries.setQueryData(meQuery.queryKey, { ...before, user: { ...before.user, ...shown } });
      return before;
    },
    onSuccess: (me) => queries.setQueryData(meQuery.queryKey, me),
    onError: (error, _change, before) => {
      if (before) queries.setQueryData(meQuery.queryKey, before);
      toast.failed(error);
    },
  });
}
