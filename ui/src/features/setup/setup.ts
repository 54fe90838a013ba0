import { queryOptions } from '@tanstack/react-query';
import { api, data } from '@/api/client';
import type { Permission, Setup, Source } from '@/api/types';
import { OWN_KIND } from '../sources/sources';

export const setupQuery = queryOptions({
  queryKey: ['setup'],
  queryFn: () => data(api.GET('/api/setup')),
  // A step ticks itself while somebody looks, and is ticked when they come back from doing it.
  staleTime: 0,
  refetchInterval: ({ state: { data: setup } }) =>
    setup && (setup.hidden || setup.done === setup.steps.length) ? false : 5_000,
});

export type SetupStep = Setup['steps'][number];

interface Place {
  to: string;
  search?: Record<string, unknown>;
  hash?: string;
  /** It is done at a source of one of these kinds, once there is one; of any kind where the list is empty. */
  kinds?: string[];
  /** Without it there is nothing to go to. */
  needs: Permission;
}

/** Where each step is done; a step that a newer server knows leads nowhere yet. */
export const PLACES: Record<string, Place> = {
  workspace: { to: '/settings/workspace', needs: 'settings.edit' },
  parts: { to: '/settings/workspace', hash: 'parts', needs: 'settings.edit' },
  source: { to: '/sources', search: { create: true }, needs: 'sources.edit' },
  first_event: { to: '/sources', kinds: [], needs: 'sources.read' },
  tracker: { to: '/sources', kinds: ['javascript', 'gtm'], needs: 'sources.read' },
  history: { to: '/imports/new', needs: 'imports.run' },
  unified: { to: '/customers', needs: 'customers.read' },
  inventory: { to: '/inventory', needs: 'inventory.edit' },
  dictionary: { to: '/dictionary', needs: 'dictionary.read' },
  colleagues: { to: '/settings/people', search: { invite: true }, needs: 'users.edit' },
  goals: { to: '/goals', needs: 'goals.edit' },
};

/** The source that somebody made last and that has not sent anything yet, of one of the kinds. */
export function waitingSource(sources: Source[], kinds: string[] | undefined): string | undefined {
  if (!kinds) return undefined;
  return sources
    .filter(({ name, kind }) => name !== 'default' && kind !== OWN_KIND && kind !== 'import')
    .filter(({ kind, last_event_at }) => !last_event_at && (!kinds.length || kinds.includes(kind)))
    .toSorted((one, other) => other.created_at.localeCompare(one.created_at))[0]?.name;
}

export const nextStep = ({ steps }: Setup) => steps.find(({ done }) => !done);

export const minutesLeft = ({ steps }: Setup) =>
  steps.reduce((sum, { done, minutes }) => (done ? sum : sum + minutes), 0);
