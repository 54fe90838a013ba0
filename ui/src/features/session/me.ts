import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, data } from '@/api/client';
import type { Me, Permission } from '@/api/types';

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: () => data(api.GET('/api/me')),
  staleTime: 5 * 60_000,
  retry: false,
});

/** Who is signed in. Only below the shell, which waits for the answer. */
export function useMe(): Me {
  const { data: me } = useQuery(meQuery);
  if (!me) throw new Error('useMe outside the shell');
  return me;
}

/** Whether the person may do something. What they may not do is not shown; the server checks all the same. */
export function useCan(): (permission: Permission) => boolean {
  const { data: me } = useQuery(meQuery);
  return (permission) => me?.permissions.includes(permission) ?? false;
}

/** Whether a part of the product is used here; what is not does not show in the navigation. */
export function useParts(): (part: string) => boolean {
  const { data: me } = useQuery(meQuery);
  return (part) => !me?.workspace.hidden_parts?.includes(part);
}
