import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, data } from '@/api/client';
import type { IdentityPreview, IdentityRulesChange, PreviewResult } from '@/api/types';

const POLL = 700;

/** The latest preview of the workspace; asked for only by who has begun one. */
const previewQuery = queryOptions({
  queryKey: ['identity-preview'],
  queryFn: () => data(api.GET('/api/identity/rules/preview')),
  refetchInterval: ({ state }) => (state.data?.status === 'running' ? POLL : false),
  gcTime: 0,
});

export interface PreviewState {
  /** The preview that was begun here; undefined before the first. */
  preview: IdentityPreview | undefined;
  /** Somebody else has begun another meanwhile, so this one has ended. */
  replaced: boolean;
  /** The rules have been changed since it began. */
  outdated: boolean;
  starting: boolean;
  error: Error | null;
  start: () => void;
  stop: () => void;
}

/** A preview of the rules as they stand in the form. */
export function usePreview(change: IdentityRulesChange): PreviewState {
  const queries = useQueryClient();
  const keep = (preview: IdentityPreview) => queries.setQueryData(previewQuery.queryKey, preview);
  const begin = useMutation({
    mutationFn: (body: IdentityRulesChange) => data(api.POST('/api/identity/rules/preview', { body })),
    onSuccess: keep,
  });
  const end = useMutation({
    mutationFn: () => data(api.DELETE('/api/identity/rules/preview')),
    onSuccess: keep,
  });
  const latest = useQuery({ ...previewQuery, enabled: begin.isSuccess });
  const replaced = begin.isSuccess && latest.data !== undefined && latest.data.id !== begin.data.id;
  return {
    preview: begin.isSuccess && !replaced ? (latest.data ?? begin.data) : undefined,
    replaced,
    outdated: JSON.stringify(begin.variables) !== JSON.stringify(change),
    starting: begin.isPending,
    error: begin.error ?? end.error ?? latest.error,
    start: () => begin.mutate(change),
    stop: () => end.mutate(),
  };
}

/** Of those who were looked at, how many fall under each kind; who merges and is taken apart counts as both. */
export function sharesOf(result: PreviewResult): { kind: Share; people: number }[] {
  const { people, merges, splits, gone } = result;
  const known = [
    { kind: 'merge' as const, people: merges.people },
    { kind: 'split' as const, people: splits.count },
    { kind: 'end' as const, people: gone.people },
  ];
  const rest = people - known.reduce((sum, each) => sum + each.people, 0);
  return [...known, { kind: 'same' as const, people: Math.max(0, rest) }].filter((each) => each.people > 0);
}

export type Share = 'merge' | 'split' | 'end' | 'same';
