import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, data } from '@/api/client';
import type {
  Json,
  Language,
  NewSource,
  QuarantinePick,
  QuarantineStatus,
  Source,
  SourcePatch,
} from '@/api/types';
import { useToast } from '@/components/toast';
import { useMe } from '../session/me';

/** The kind of what Oblik itself does. */
export const OWN_KIND = 'internal';

export const sourcesQuery = queryOptions({
  queryKey: ['sources'],
  queryFn: async () => (await data(api.GET('/api/sources'))).items,
  refetchInterval: 10_000,
});

export const kindsQuery = (language: Language) =>
  queryOptions({
    queryKey: ['source-kinds', language],
    queryFn: async () =>
      (await data(api.GET('/api/source-kinds', { params: { query: { language } } }))).kinds,
    staleTime: Number.POSITIVE_INFINITY,
  });

/** What a kind of source is called; the product's own sources have a kind that nobody connects. */
export function useKindName() {
  const { t } = useTranslation();
  const { data: kinds = [] } = useQuery(kindsQuery(useMe().user.language));
  return (kind: string) =>
    kind === OWN_KIND ? t('sources.own') : (kinds.find(({ key }) => key === kind)?.name ?? kind);
}

export const sourceQuery = (name: string) =>
  queryOptions({
    queryKey: ['source', name],
    queryFn: () => data(api.GET('/api/sources/{name}', { params: { path: { name } } })),
    refetchInterval: 10_000,
  });

export const ledgerQuery = (name: string, by: 'hour' | 'day') =>
  queryOptions({
    queryKey: ['source', name, 'ledger', by],
    queryFn: () => data(api.GET('/api/sources/{name}/ledger', { params: { path: { name }, query: { by } } })),
    refetchInterval: 10_000,
    placeholderData: keepPreviousData,
  });

/** One event whole, as it was sent and with what arrival made of it. */
export const eventQuery = (id: string) =>
  queryOptions({
    queryKey: ['stream', id],
    queryFn: () => data(api.GET('/api/stream/{id}', { params: { path: { id } } })),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const quarantineQuery = (name: string, reason: string | undefined, status: QuarantineStatus) =>
  infiniteQueryOptions({
    queryKey: ['source', name, 'quarantine', reason, status],
    queryFn: ({ pageParam }) =>
      data(
        api.GET('/api/sources/{name}/quarantine', {
          params: { path: { name }, query: { limit: 50, after: pageParam, reason, status } },
        }),
      ),
    placeholderData: keepPreviousData,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });

function useKeep() {
  const queries = useQueryClient();
  return (source: Source) => {
    queries.setQueryData(sourceQuery(source.name).queryKey, source);
    void queries.invalidateQueries({ queryKey: sourcesQuery.queryKey });
  };
}

export function useCreateSource() {
  const keep = useKeep();
  return useMutation({
    mutationFn: (body: NewSource) => data(api.POST('/api/sources', { body })),
    onSuccess: keep,
  });
}

export function usePatchSource(name: string) {
  const keep = useKeep();
  const toast = useToast();
  return useMutation({
    mutationFn: (body: SourcePatch) =>
      data(api.PATCH('/api/sources/{name}', { params: { path: { name } }, body })),
    onSuccess: keep,
    onError: toast.failed,
  });
}

export function useRotateKey(name: string) {
  const keep = useKeep();
  const toast = useToast();
  return useMutation({
    mutationFn: (grace_hours: number) =>
      data(api.POST('/api/sources/{name}/rotate', { params: { path: { name } }, body: { grace_hours } })),
    onSuccess: keep,
    onError: toast.failed,
  });
}

export function useEndOldKey(name: string) {
  const keep = useKeep();
  const toast = useToast();
  return useMutation({
    mutationFn: () => data(api.DELETE('/api/sources/{name}/old-key', { params: { path: { name } } })),
    onSuccess: keep,
    onError: toast.failed,
  });
}

function useQuarantineChanged(name: string) {
  const queries = useQueryClient();
  return () => void queries.invalidateQueries({ queryKey: ['source', name] });
}

// What was done is said here and not where it was asked: that row may be gone before the answer has been told.

export function useReplay(name: string) {
  const { t } = useTranslation();
  const toast = useToast();
  const changed = useQuarantineChanged(name);
  return useMutation({
    mutationFn: (body: QuarantinePick) =>
      data(api.POST('/api/sources/{name}/quarantine/replay', { params: { path: { name } }, body })),
    onSuccess: ({ replayed }) => {
      toast.done(t('sources.quarantine.replayed', { count: replayed }));
      changed();
    },
    onError: toast.failed,
  });
}

export function useRestore(name: string) {
  const toast = useToast();
  return useMutation({
    mutationFn: (body: QuarantinePick) =>
      data(api.POST('/api/sources/{name}/quarantine/restore', { params: { path: { name } }, body })),
    onSuccess: useQuarantineChanged(name),
    onError: toast.failed,
  });
}

export function useDiscard(name: string) {
  const { t } = useTranslation();
  const toast = useToast();
  const changed = useQuarantineChanged(name);
  const restore = useRestore(name);
  return useMutation({
    mutationFn: (body: QuarantinePick) =>
      data(api.POST('/api/sources/{name}/quarantine/discard', { params: { path: { name } }, body })),
    onSuccess: ({ count }, body) => {
      toast.undoable(t('sources.quarantine.discarded', { count }), () => restore.mutate(body));
      changed();
    },
    onError: toast.failed,
  });
}

export function useMend(name: string, id: string) {
  const { t } = useTranslation();
  const toast = useToast();
  const changed = useQuarantineChanged(name);
  return useMutation({
    mutationFn: (raw: Json) =>
      data(
        api.POST('/api/sources/{name}/quarantine/{id}/mend', {
          params: { path: { name, id } },
          body: { raw },
        }),
      ),
    onSuccess: () => {
      toast.done(t('sources.quarantine.mended'));
      changed();
    },
  });
}
