import type { Filter, FilterOp } from '@/api/types';
import { choice, list, text } from '@/app/search';

export const OPS: readonly FilterOp[] = [
  'eq',
  'ne',
  'contains',
  'starts_with',
  'gt',
  'gte',
  'lt',
  'lte',
  'exists',
  'not_exists',
  'in',
];

function isFilter(raw: unknown): raw is Filter {
  const { trait, op } = (raw ?? {}) as Partial<Filter>;
  return typeof trait === 'string' && OPS.some((each) => each === op);
}

export interface CustomersSearch {
  q?: string;
  columns?: string;
  sort?: string;
  filter?: Filter[];
}

/** The state of the customer list, as it stands in the address bar. */
export function customersSearch(raw: Record<string, unknown>): CustomersSearch {
  const filter = Array.isArray(raw.filter) ? raw.filter.filter(isFilter) : [];
  return {
    q: text(raw.q),
    columns: list(raw.columns),
    sort: text(raw.sort),
    filter: filter.length > 0 ? filter : undefined,
  };
}

/** The facts are a tab where there is no room for a column. */
export const PROFILE_TABS = ['timeline', 'facts', 'identity'] as const;
export type ProfileTab = (typeof PROFILE_TABS)[number];

export interface ProfileSearch {
  tab?: ProfileTab;
  names?: string;
  from?: string;
  to?: string;
  q?: string;
}

export function profileSearch(raw: Record<string, unknown>): ProfileSearch {
  return {
    tab: choice(raw.tab, PROFILE_TABS),
    names: list(raw.names),
    from: text(raw.from),
    to: text(raw.to),
    q: text(raw.q),
  };
}
