import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import { api, data, SAME_SITE } from '@/api/client';
import { problemFrom } from '@/api/problem';
import type { Guess, ImportKind, ImportRun } from '@/api/types';
import { useToast } from '@/components/toast';

export const KINDS: ImportKind[] = ['orders', 'profiles', 'events', 'products', 'messages'];
const POLL = 1_000;

export const isGoing = ({ status }: ImportRun) => status === 'checking' || status === 'running';

/** Who did it, without what kind of somebody that is. */
export const nameOf = (who: string) => who.replace(/^(user|token):/, '');

export const importsQuery = infiniteQueryOptions({
  queryKey: ['imports'],
  queryFn: ({ pageParam }) =>
    data(api.GET('/api/imports', { params: { query: { limit: 50, after: pageParam } } })),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next ?? undefined,
  refetchInterval: ({ state }) =>
    state.data?.pages.some(({ items }) => items.some(isGoing)) ? POLL : 30_000,
});

export const importQuery = (id: string) =>
  queryOptions({
    queryKey: ['import', id],
    queryFn: () => data(api.GET('/api/imports/{id}', { params: { path: { id } } })),
    refetchInterval: ({ state }) => (state.data && isGoing(state.data) ? POLL : false),
  });

export const catalogueQuery = queryOptions({
  queryKey: ['import-catalogue'],
  queryFn: () => data(api.GET('/api/imports/catalogue')),
  staleTime: Number.POSITIVE_INFINITY,
});

/** `start` after a dry run, or `stop`. */
export function useSteer(id: string, verb: 'start' | 'stop') {
  const queries = useQueryClient();
  const toast = useToast();
  return useMutation({
    mutationFn: () => data(api.POST(`/api/imports/{id}/${verb}`, { params: { path: { id } } })),
    onSuccess: (run) => {
      queries.setQueryData(importQuery(id).queryKey, run);
      void queries.invalidateQueries({ queryKey: importsQuery.queryKey });
    },
    onError: toast.failed,
  });
}

async function sendForm<T>(path: string, fields: Record<string, string | undefined>): Promise<T> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) form.append(name, value);
  const answer = await fetch(path, { method: 'POST', headers: SAME_SITE, body: form });
  const body = await answer.json().catch(() => null);
  if (!answer.ok) throw problemFrom(answer.status, body);
  return body as T;
}

/** What the columns of a file that waits seem to mean. */
export const guessQuery = (upload: string, kind: ImportKind | undefined) =>
  queryOptions({
    queryKey: ['import-guess', upload, kind ?? ''],
    queryFn: () => sendForm<Guess>('/api/imports/guess', { upload, as: kind }),
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
  });

/** What a mapping makes of the first rows of a file that waits. */
export const previewQuery = (upload: string, map: string) =>
  queryOptions({
    queryKey: ['import-preview', upload, map],
    queryFn: () => data(api.POST('/api/imports/preview', { body: { upload, map } })),
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
  });

export interface Check {
  upload: string;
  kind: ImportKind;
  source: string | undefined;
  map: string;
}

/** Has a file that waits read and checked as a whole; nothing is imported before `start`. */
export const checkUpload = ({ upload, kind, source, map }: Check) =>
  sendForm<ImportRun>('/api/imports', { upload, as: kind, source, map, dry_run: 'true' });
