import createClient from 'openapi-fetch';
import { problemFrom } from './problem';
import type { paths } from './schema';
import type { Known } from './types';

/** A cross-site form cannot set this header: the server asks for it wherever a cookie changes something. */
export const SAME_SITE = { 'X-Oblik': '1' };

export const api = createClient<paths>({ baseUrl: '', headers: SAME_SITE });

api.use({
  async onResponse({ response }) {
    if (response.ok) return;
    const body = await response.json().catch(() => null);
    throw problemFrom(response.status, body);
  },
});

/** The body of a call that was answered; a refusal has been thrown before. */
export async function data<T>(call: Promise<{ data?: T }>): Promise<Known<T>> {
  return (await call).data as Known<T>;
}
