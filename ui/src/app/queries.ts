import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { Problem } from '@/api/problem';

/** A session that has ended while someone worked sends them to sign in, and back here afterwards; a second factor that is
 * asked of everybody from now on, to where it is set up. */
function signInAgain(error: unknown) {
  if (error instanceof Problem && error.code === 'second_factor_missing') location.assign('/secure');
  const here = location.pathname + location.search;
  if (error instanceof Problem && error.status === 401 && !here.startsWith('/login')) {
    location.assign(`/login?next=${encodeURIComponent(here)}`);
  }
}

/** Refusals do not change by asking again; a lost connection or a busy server may. */
function worthRetrying(count: number, error: unknown): boolean {
  const status = error instanceof Problem ? error.status : 0;
  return count < 2 && (status === 0 || status >= 500);
}

export const queries = new QueryClient({
  queryCache: new QueryCache({
    // The router asks who is signed in, and leads to sign-in by itself.
    onError: (error, { queryKey }) => queryKey[0] !== 'me' && signInAgain(error),
  }),
  mutationCache: new MutationCache({ onError: signInAgain }),
  defaultOptions: { queries: { staleTime: 15_000, retry: worthRetrying } },
});
