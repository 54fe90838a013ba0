/**
 * The script that pages load: `window.oblik`, and the calls that were made before it came.
 *
 * The snippet leaves a stand-in that queues calls as `[method, arguments, resolve]` in `oblik.q`. A script tag
 * with `data-key` needs no snippet: it loads itself, with `data-options` as JSON.
 */
import { createTracker, type Modules, type Tracker } from './tracker';
import type { Options } from './types';

type Queued = [method: string, given: ArrayLike<unknown>, resolve?: (answer: unknown) => void];
type Method = (...given: unknown[]) => unknown;
declare const MODULES: Record<keyof Modules, string>; // written by the build: their paths, with a version

const script = document.currentScript as HTMLScriptElement | null;
const origin = script ? new URL(script.src).origin : '';
const page = window as unknown as { oblik?: { q?: Queued[]; load?: unknown; loaded?: boolean } };

function start(): void {
  const before = page.oblik;
  if (before?.loaded === true) return; // the script stands twice on the page
  const queue = before?.q || [];
  const early: Queued[] = [];
  let tracker: (Tracker & Record<string, Method>) | undefined;

  function load(key: string, options: Options = {}): Promise<unknown> {
    if (!tracker) {
      const url = options.url || origin;
      const module = (name: keyof Modules) => () => import(url + MODULES[name]);
      const modules = {
        commerce: module('commerce'),
        consent: module('consent'),
        links: module('links'),
        pixels: module('pixels'),
      };
      tracker = createTracker(key, { ...options, url }, modules) as typeof tracker & Tracker;
      Object.assign(api, tracker);
      for (const call of early.splice(0)) run(call);
    }
    return Promise.resolve(api);
  }

  function run(call: Queued): void {
    const [method, given, resolve] = call;
    if (method === 'load') resolve?.(load(...(Array.from(given) as [string, Options?])));
    else if (tracker) resolve?.(tracker[method]?.(...Array.from(given)));
    else early.push(call);
  }

  const api = new Proxy({ load, loaded: true } as Record<string, unknown>, {
    get: (own, method: string) =>
      method in own || method === 'then'
        ? own[method]
        : (...given: unknown[]) => new Promise((resolve) => run([method, given, resolve])),
  });
  page.oblik = api;
  for (const call of queue.splice(0)) run(call);
  queue.push = (...calls: Queued[]) => {
    calls.forEach(run);
    return 0;
  };
  const { key, options } = script?.dataset || {};
  if (key) load(key, JSON.parse(options || '{}') as Options);
}

try {
  start();
} catch (error) {
  console.warn('[oblik]', error);
}
