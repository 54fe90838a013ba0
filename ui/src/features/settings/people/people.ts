import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, data } from '@/api/client';
import type { NewInvitation, UserPatch } from '@/api/types';
import { useToast } from '@/components/toast';

export const usersQuery = queryOptions({
  queryKey: ['users'],
  queryFn: async () => (await data(api.GET('/api/users'))).items,
});

export const rolesQuery = queryOptions({
  queryKey: ['roles'],
  queryFn: () => data(api.GET('/api/roles')),
  staleTime: Number.POSITIVE_INFINITY,
});

export const invitationsQuery = queryOptions({
  queryKey: ['invitations'],
  queryFn: async () => (await data(api.GET('/api/invitations'))).items,
});

export function useInvite() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: NewInvitation) => data(api.POST('/api/invitations', { body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: invitationsQuery.queryKey }),
  });
}

export function useRenewInvitation() {
  const queries = useQueryClient();
  const toast = useToast();
  return useMutation({
    mutationFn: (id: string) => data(api.POST('/api/invitations/{id}/renew', { params: { path: { id } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: invitationsQuery.queryKey }),
    onError: toast.failed,
  });
}

export function useWithdrawInvitation() {
  const queries = useQueryClient();
  const toast = useToast();
  return useMutation({
    mutationFn: (id: string) => api.DELETE('/api/invitations/{id}', { params: { path: { id } } }),
    onSettled: () => void queries.invalidateQueries({ queryKey: invitationsQuery.queryKey }),
    onError: toast.failed,
  });
}

export function useEndSessions() {
  const toast = useToast();
  return useMutation({
    mutationFn: (id: string) => api.DELETE('/api/users/{id}/sessions', { params: { path: { id } } }),
    onError: toast.failed,
  });
}

export function useResetFactor() {
  const queries = useQueryClient();
  const toast = useToast();
  return useMutation({
    mutationFn: (id: string) => api.DELETE('/api/users/{id}/second-factor', { params: { path: { id } } }),
    onSettled: () => void queries.invalidateQueries({ queryKey: usersQuery.queryKey }),
    onError: toast.failed,
  });
}

export function usePatchUser() {
  const queries = useQueryClient();
  const toast = useToast();
  return useMutation({
    mutationFn: ({ id, ...body }: UserPatch & { id: string }) =>
      data(api.PATCH('/api/users/{id}', { params: { path: { id } }, body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: usersQuery.queryKey }),
    onError: toast.failed,
  });
}
