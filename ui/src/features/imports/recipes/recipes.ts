import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, data } from '@/api/client';
import type { NewRecipe, Recipe, RecipePatch, RecipeRun } from '@/api/types';
import { useToast } from '@/components/toast';

const POLL = 1_000;
const CALM = 30_000;

export const isOpen = (run: RecipeRun | null | undefined) =>
  run !== null && run !== undefined && ['waiting', 'fetching', 'importing'].includes(run.status);

export const recipesQuery = queryOptions({
  queryKey: ['recipes'],
  queryFn: async () => (await data(api.GET('/api/recipes'))).items,
  refetchInterval: ({ state }) => (state.data?.some(({ last_run }) => isOpen(last_run)) ? POLL : CALM),
});

export const recipeQuery = (id: string) =>
  queryOptions({
    queryKey: ['recipe', id],
    queryFn: () => data(api.GET('/api/recipes/{id}', { params: { path: { id } } })),
    refetchInterval: ({ state }) => (isOpen(state.data?.last_run) ? POLL : CALM),
  });

export const runsQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['recipe-runs', id],
    queryFn: ({ pageParam }) =>
      data(
        api.GET('/api/recipes/{id}/runs', {
          params: { path: { id }, query: { limit: 20, after: pageParam } },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: ({ state }) => (state.data?.pages[0]?.items.some(isOpen) ? POLL : CALM),
  });

export const versionsQuery = (id: string) =>
  queryOptions({
    queryKey: ['recipe-versions', id],
    queryFn: async () =>
      (await data(api.GET('/api/recipes/{id}/versions', { params: { path: { id } } }))).items,
  });

export const productChangesQuery = (source: string, name: string) =>
  infiniteQueryOptions({
    queryKey: ['product-changes', source, name],
    queryFn: ({ pageParam }) =>
      data(
        api.GET('/api/products/changes', {
          params: { query: { source, name, limit: 20, after: pageParam } },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });

export function useCreateRecipe() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: NewRecipe) => data(api.POST('/api/recipes', { body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: recipesQuery.queryKey }),
  });
}

function useAfterChange(id: string): () => void {
  const queries = useQueryClient();
  return () => {
    for (const key of ['recipe', 'recipe-runs', 'recipe-versions']) {
      void queries.invalidateQueries({ queryKey: [key, id] });
    }
    void queries.invalidateQueries({ queryKey: recipesQuery.queryKey });
  };
}

const changed = (id: string, body: RecipePatch) =>
  data(api.PATCH('/api/recipes/{id}', { params: { path: { id } }, body }));

/** Changes a recipe where what is wrong stands beside the form. */
export const useEditRecipe = (id: string) =>
  useMutation({ mutationFn: (body: RecipePatch) => changed(id, body), onSuccess: useAfterChange(id) });

/** Everything that changes one recipe; lists and histories are asked for again. */
export function useRecipe(id: string) {
  const toast = useToast();
  const after = { onSuccess: useAfterChange(id), onError: toast.failed };
  const path = { params: { path: { id } } };
  return {
    change: useMutation({ mutationFn: (body: RecipePatch) => changed(id, body), ...after }),
    run: useMutation({ mutationFn: () => data(api.POST('/api/recipes/{id}/run', path)), ...after }),
    revert: useMutation({
      mutationFn: (version: number) =>
        data(api.POST('/api/recipes/{id}/revert', { ...path, body: { version } })),
      ...after,
    }),
    remove: useMutation({ mutationFn: () => api.DELETE('/api/recipes/{id}', path), ...after }),
  };
}

export const failed = ({ last_run }: Recipe) => last_run?.status === 'failed';
