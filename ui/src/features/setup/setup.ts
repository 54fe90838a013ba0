import { queryOptions } from '@tanstack/react-query';
import { api, data } from '@/api/client';
import type { Permission, Setup } from '@/api/types';

export const setupQuery = queryOptions({
  queryKey: ['setup'],
  queryFn: () => data(api.GET('/api/setup')),
  // A step ticks itself while somebody looks.
  refetchInterval: ({ state: { data: setup } }) =>
    setup && (setup.hidden || setup.done === setup.steps.length) ? false : 5_000,
});

export type SetupStep = Setup['steps'][number];

interface Place {
  to: string;
  search?: Record<string, unknown>;
  hash?: string;
  /** Without it there is nothing to go to. */
  needs: Permission;
}

/** Where each step is done; a step that a newer server knows leads nowhere yet. */
export const PLACES: Record<string, Place> = {
  workspace: { to: '/settings/workspace', needs: 'settings.edit' },
  parts: { to: '/settings/workspace', hash: 'parts', needs: 'settings.edit' },
  source: { to: '/sources', search: { create: true }, needs: 'sources.edit' },
  first_event: { to: '/sources', needs: 'sources.read' },
  tracker: { to: '/sources', needs: 'sources.read' },
  history: { to: '/imports/new', needs: 'imports.run' },
  unified: { to: '/customers', needs: 'customers.read' },
  inventory: { to: '/inventory', needs: 'inventory.edit' },
  dictionary: { to: '/dictionary', needs: 'dictionary.read' },
  colleagues: { to: '/settings/people', search: { invite: true }, needs: 'users.edit' },
  goals: { to: '/goals', needs: 'goals.edit' },
};

export const nextStep = ({ steps }: Setup) => steps.find(({ done }) => !done);

export const minutesLeft = ({ steps }: Setup) =>
  steps.reduce((sum, { done, minutes }) => (done ? sum : sum + minutes), 0);
