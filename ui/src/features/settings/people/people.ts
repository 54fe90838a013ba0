import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, data } from '@/api/client';
import type { NewUser, UserPatch } from '@/api/types';
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

export function useAddUser() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: NewUser) => data(api.POST('/api/users', { body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: usersQuery.queryKey }),
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
