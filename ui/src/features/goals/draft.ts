import type { Goal, Metric, NewGoal } from '@/api/types';
import { UNITS } from './goals';

/** A goal as it is being typed: shares in percent, the target as a value or as a change. */
export interface Draft {
  name: string;
  metric: Metric;
  baseline: number | '';
  how: 'change' | 'value';
  change: number | '';
  target: number | '';
  due: string;
  owner: string | null;
}

const PERCENT = 100;
const scale = (metric: Metric) => (UNITS[metric] === 'share' ? PERCENT : 1);
const rounded = (value: number) => Number(value.toFixed(4));

/** What stands in the fields for a value that the server knows. */
export const typed = (metric: Metric, value: number | null) =>
  value === null ? '' : rounded(value * scale(metric));

export function blank(today: string, owner: string | null): Draft {
  const due = new Date(Date.parse(`${today}T00:00:00Z`) + 90 * 86_400_000).toISOString().slice(0, 10);
  return { name: '', metric: 'orders', baseline: '', how: 'change', change: 5, target: '', due, owner };
}

export function draftOf(goal: Goal): Draft {
  const { name, metric, due, owner } = goal;
  return {
    name,
    metric,
    baseline: typed(metric, goal.baseline),
    how: 'value',
    change: '',
    target: typed(metric, goal.target),
    due,
    owner: owner?.id ?? null,
  };
}

/** The target in the fields' scale: "+5 %" is five percent more than the baseline. */
export function targetOf({ how, baseline, change, target }: Draft): number | null {
  if (how === 'value') return target === '' ? null : target;
  return baseline === '' || change === '' ? null : rounded(baseline * (1 + change / PERCENT));
}

/** What the server is told; null while something is missing. */
export function said(draft: Draft): NewGoal | null {
  const target = targetOf(draft);
  if (target === null || draft.baseline === '' || !draft.due) return null;
  const { name, metric, due, owner } = draft;
  const by = scale(metric);
  return { name, metric, due, owner, baseline: draft.baseline / by, target: target / by };
}
