import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, data } from '@/api/client';
import type { WorkspacePatch } from '@/api/types';
import { meQuery } from '@/features/session/me';

export const workspaceQuery = queryOptions({
  queryKey: ['workspace'],
  queryFn: () => data(api.GET('/api/workspace')),
});

export const systemQuery = queryOptions({
  queryKey: ['system'],
  queryFn: () => data(api.GET('/api/system')),
  refetchInterval: 10_000,
});

export function usePatchWorkspace() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: WorkspacePatch) => data(api.PATCH('/api/workspace', { body })),
    onSuccess: (workspace) => {
      queries.setQueryData(workspaceQuery.queryKey, workspace);
      queries.setQueryData(meQuery.queryKey, (me) => me && { ...me, workspace });
    },
  });
}
