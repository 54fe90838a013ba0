import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, data } from '@/api/client';
import type { Goal, GoalPatch, Metric, NewGoal, Unit } from '@/api/types';
import { useToast } from '@/components/toast';
import { useMe } from '@/features/session/me';
import type { Format } from '@/format/format';
import { useFormat } from '@/format/useFormat';

export const goalsQuery = queryOptions({
  queryKey: ['goals'],
  queryFn: async () => (await data(api.GET('/api/goals'))).items,
  refetchInterval: 60_000,
});

export const metricsQuery = queryOptions({
  queryKey: ['goals', 'metrics'],
  queryFn: () => data(api.GET('/api/goals/metrics')),
});

export const METRICS: Metric[] = [
  'orders',
  'revenue',
  'average_order',
  'active_customers',
  'repeat_share',
  'identified_share',
];

export const UNITS: Record<Metric, Unit> = {
  orders: 'count',
  revenue: 'money',
  average_order: 'money',
  active_customers: 'count',
  repeat_share: 'share',
  identified_share: 'share',
};

function spoken(format: Format, currency: string, unit: Unit, value: number): string {
  if (unit === 'share') return format.percent(value);
  return unit === 'money' ? format.money(value, currency) : format.number(Math.round(value));
}

/** A value of a metric, in the words of its unit. */
export function useSpoken(): (unit: Unit, value: number | null) => string {
  const format = useFormat();
  const { currency } = useMe().workspace;
  return (unit, value) => (value === null ? format.number(null) : spoken(format, currency, unit, value));
}

const DAY_MS = 86_400_000;

export type Standing = 'reached' | 'onTrack' | 'behind' | 'missed';

/** Days until the due day has passed; negative afterwards. */
export const daysLeft = (due: string, now: number) =>
  Math.ceil((Date.parse(`${due}T00:00:00Z`) + DAY_MS - now) / DAY_MS) - 1;

/** How a goal stands: on track is who has done at least the part of the way that time has. */
export function standingOf(
  goal: Pick<Goal, 'progress' | 'due' | 'created_at'>,
  now: number,
): Standing | null {
  if (goal.progress === null) return null;
  if (goal.progress >= 1) return 'reached';
  const end = Date.parse(`${goal.due}T00:00:00Z`) + DAY_MS;
  if (now >= end) return 'missed';
  const begin = Date.parse(goal.created_at);
  return goal.progress >= (now - begin) / (end - begin) ? 'onTrack' : 'behind';
}

/** Not waited for: the card that asked may be gone with the new list, and its words with it. */
function useChanged() {
  const queries = useQueryClient();
  return () => {
    void queries.invalidateQueries({ queryKey: goalsQuery.queryKey });
    void queries.invalidateQueries({ queryKey: ['setup'] });
  };
}

export function useSaveGoal(id: string | undefined) {
  const changed = useChanged();
  return useMutation({
    mutationFn: ({ metric, ...said }: NewGoal & GoalPatch) =>
      id === undefined
        ? data(api.POST('/api/goals', { body: { metric, ...said } }))
        : data(api.PATCH('/api/goals/{id}', { params: { path: { id } }, body: said })),
    onSuccess: changed,
  });
}

export function useRemoveGoal() {
  const changed = useChanged();
  const toast = useToast();
  return useMutation({
    mutationFn: (id: string) => api.DELETE('/api/goals/{id}', { params: { path: { id } } }),
    onSuccess: changed,
    onError: toast.failed,
  });
}
