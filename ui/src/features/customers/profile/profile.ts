import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import { api, data } from '@/api/client';
import type { JsonObject, NewConsent, Profile } from '@/api/types';
import { useToast } from '@/components/toast';
import type { ProfileSearch } from '../address';

export const profileQuery = (id: string) =>
  queryOptions({
    queryKey: ['profile', id],
    queryFn: () => data(api.GET('/api/profiles/{id}', { params: { path: { id } } })),
  });

export const eventNamesQuery = (id: string) =>
  queryOptions({
    queryKey: ['profile', id, 'names'],
    queryFn: async () =>
      (await data(api.GET('/api/profiles/{id}/events', { params: { path: { id } } }))).names,
  });

export const timelineQuery = (id: string, { names, from, to, q }: ProfileSearch) =>
  infiniteQueryOptions({
    queryKey: ['profile', id, 'timeline', { names, from, to, q }],
    queryFn: ({ pageParam, signal }) =>
      data(
        api.GET('/api/profiles/{id}/timeline', {
          params: { path: { id }, query: { limit: 50, after: pageParam, names, from, to, search: q } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  });

export const identityQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['profile', id, 'identity'],
    queryFn: ({ pageParam }) =>
      data(
        api.GET('/api/profiles/{id}/identity', {
          params: { path: { id }, query: { limit: 50, after: pageParam } },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });

/** What changed came back as the whole profile, so it is shown without asking again. */
function useShow() {
  const queries = useQueryClient();
  return (profile: Profile) => {
    queries.setQueryData(profileQuery(profile.id).queryKey, profile);
    void queries.invalidateQueries({ queryKey: ['profile', profile.id, 'timeline'] });
  };
}

export function useSetTraits(id: string) {
  const show = useShow();
  const toast = useToast();
  return useMutation({
    mutationFn: (traits: JsonObject) =>
      data(api.POST('/api/profiles/{id}/traits', { params: { path: { id } }, body: { traits } })),
    onSuccess: show,
    onError: toast.failed,
  });
}

export function useSetConsent(id: string) {
  const show = useShow();
  return useMutation({
    mutationFn: (body: NewConsent) =>
      data(api.POST('/api/profiles/{id}/consents', { params: { path: { id } }, body })),
    onSuccess: show,
  });
}

export function useUnmerge(id: string) {
  const queries = useQueryClient();
  const toast = useToast();
  return useMutation({
    mutationFn: (merge: string) =>
      data(api.POST('/api/profiles/{id}/unmerge', { params: { path: { id } }, body: { merge } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['profile'] }),
    onError: toast.failed,
  });
}
