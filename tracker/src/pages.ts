/** Views of pages: the one that loads, those of a single-page application, one that comes back from the cache. */
import { type Core, guarded } from './core';
import type { CallOptions, Properties, Told } from './types';

const TITLE_COMES = 100; // ms in which an application sets the title of its next page

export interface Pages {
  /** Tells a view of the page that is shown; the automatic one that was about to be told gives way to it. */
  view(name?: string, properties?: Properties, options?: CallOptions): Told;
}

export function watchPages(core: Core): Pages {
  const { options } = core;
  let here = address();
  let begun = false;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let at = 0;
  let refused = false;

  function address(): string {
    return options.hashPages ? location.href : (location.href.split('#')[0] as string);
  }

  function view(name?: string, properties?: Properties, given?: CallOptions): Told {
    clearTimeout(waiting);
    waiting = undefined;
    if (!begun) begin();
    refused = core.choices.of('analytics') === 'denied';
    const when = at ? { timestamp: new Date(at) } : {};
    at = 0;
    const told = { ...(name && { name }), properties: { ...core.page(), ...properties } };
    return core.tell('page', told, { ...when, ...given });
  }

  function begin(): void {
    begun = true;
    core.fire('page', undefined);
  }

  /** Tells the view in a moment, when the title is there, or before anything else is told. */
  function soon(ms: number): void {
    begin();
    if (options.pages === false) return;
    at = Date.now();
    waiting = setTimeout(() => guarded(view, core.log), ms);
  }

  function viewNow(): void {
    if (waiting !== undefined) view();
  }

  function moved(): void {
    const next = address();
    if (next === here) return;
    const before = here;
    if (begun) {
      viewNow();
      core.fire('leave', undefined);
      core.fire('end', undefined);
    }
    here = next;
    core.turnTo(here, begun ? before : document.referrer);
    if (begun) soon(TITLE_COMES);
  }

  for (const name of ['pushState', 'replaceState'] as const) {
    const original = history[name];
    history[name] = function (this: History, ...given: Parameters<History['pushState']>) {
      original.apply(this, given);
      guarded(moved, core.log);
    };
  }
  core.hear('popstate', moved);
  core.hear('hashchange', moved);
  core.hear('pageshow', (event) => {
    if (event.persisted) soon(0);
  });
  core.on('tidied', () => {
    here = address();
    core.turnTo(here, document.referrer);
  });
  core.on('before', viewNow);
  core.on('leave', viewNow);
  core.on('consent', () => {
    if (refused && core.choices.of('analytics') !== 'denied') soon(0);
  });

  core.turnTo(here, document.referrer);
  whenShown(() =>
    whenRead(() => {
      if (!begun) soon(0);
    }),
  );
  return { view };
}

/** At once, or when a page that was loaded ahead of time is looked at. */
function whenShown(start: () => void): void {
  if (!(document as { prerendering?: boolean }).prerendering) start();
  else document.addEventListener('prerenderingchange', start, { once: true });
}

/** At once, or when all of the document has been read. */
function whenRead(start: () => void): void {
  if (document.readyState !== 'loading') start();
  else document.addEventListener('DOMContentLoaded', start, { once: true });
}
