import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, data, SAME_SITE } from '@/api/client';
import { Problem, problemFrom } from '@/api/problem';
import type { Guess, ImportKind, ImportRun } from '@/api/types';
import { useToast } from '@/components/toast';

export const KINDS: ImportKind[] = ['orders', 'profiles', 'events', 'products', 'messages'];
const POLL = 1_000;

export const isGoing = ({ status }: ImportRun) => status === 'checking' || status === 'running';

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

/** Sends a form with a file, telling how much has gone: fetch cannot, so this is the older way. */
function send<T>(path: string, form: FormData, onProgress?: (share: number) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', path);
    request.setRequestHeader('X-Oblik', SAME_SITE['X-Oblik']);
    request.responseType = 'json';
    request.upload.onprogress = ({ loaded, total }) => onProgress?.(total > 0 ? loaded / total : 0);
    request.onload = () =>
      request.status < 300
        ? resolve(request.response as T)
        : reject(problemFrom(request.status, request.response));
    request.onerror = () => reject(new Problem(0, 'offline', null));
    request.send(form);
  });
}

/** Of a text file the beginning tells enough; other formats cannot be read in part. */
function sample(file: File): Blob {
  return /\.(csv|tsv|txt|jsonl|ndjson)$/i.test(file.name) ? file.slice(0, 1 << 20) : file;
}

export function guessFile(file: File, kind: ImportKind | null): Promise<Guess> {
  const form = new FormData();
  form.append('file', sample(file), file.name);
  if (kind) form.append('as', kind);
  return send('/api/imports/guess', form);
}

export interface Upload {
  file: File;
  kind: ImportKind;
  source: string | null;
  map: string;
  onProgress: (share: number) => void;
}

/** Uploads the file and has it checked; nothing is imported before `start`. */
export function uploadForCheck({ file, kind, source, map, onProgress }: Upload): Promise<ImportRun> {
  const form = new FormData();
  form.append('as', kind);
  if (source) form.append('source', source);
  form.append('map', map);
  form.append('dry_run', 'true');
  form.append('file', file, file.name);
  return send('/api/imports', form, onProgress);
}
