/** The tracker as a page sees it: the calls, put together from the parts. */
import { watchAttention } from './attention';
import { watchClicks } from './clicks';
import { COMMERCE_EVENTS, type CommerceMethods, methodName } from './commerce';
import { type Core, createCore, guarded } from './core';
import { watchForms } from './forms';
import { watchMarkup } from './markup';
import { watchPages } from './pages';
import type { CallOptions, Consent, Options, Properties, Purpose, State, Told, Visitor } from './types';

const LATER = 1000; // ms after which a page's data is looked for again: scripts add some

export interface Calls {
  /** Says who the visitor is, or what is known of them. */
  identify(userId: string | number | null, traits?: Properties, options?: CallOptions): Told;
  identify(traits: Properties): Told;
  /** Says what the visitor did. */
  track(event: string, properties?: Properties, options?: CallOptions): Told;
  /** Says that a page is viewed; needed only where `pages` is off, or to give a page a name. */
  page(name?: string, properties?: Properties, options?: CallOptions): Told;
  /** Says which company the visitor belongs to. */
  group(groupId: string | number, traits?: Properties, options?: CallOptions): Told;
  /** Says that two user ids are one person. */
  alias(userId: string | number, previousId?: string | number, options?: CallOptions): Told;
  /** Forgets the visitor, as when they sign out. */
  reset(): Promise<void>;
  /** Keeps what the visitor agreed to; `proof` (wording, version, place) stands beside it on the profile. */
  consent(said?: State | Consent, proof?: Properties): Promise<Record<Purpose, State>>;
  /** The visitor's ids, for forms and servers that send events themselves. */
  visitor(): Promise<Visitor>;
  /** Sends what waits; resolves when the server has it, or cannot be reached at present. */
  flush(): Promise<void>;
}

export type Tracker = Calls & CommerceMethods;

/** The parts that most pages do without, each loaded when it is needed. */
export interface Modules {
  commerce(): Promise<typeof import('./modules/commerce')>;
  consent(): Promise<typeof import('./modules/consent')>;
  links(): Promise<typeof import('./modules/links')>;
  pixels(): Promise<typeof import('./modules/pixels')>;
}

export function createTracker(key: string, options: Options, modules: Modules): Tracker {
  const core = createCore(key, options);
  const on = (part: keyof Options) => options[part] !== false;
  core.settle();
  // Attention before clicks and forms: what is left is told after what was done there.
  const calls = createCalls(core);
  if (on('forms')) watchForms(core);
  if (on('attention')) watchAttention(core);
  if (on('commerce')) watchCommerce(core, modules);
  if (on('clicks')) watchClicks(core);
  loadPixels(core, modules);
  const pages = watchPages(core);
  calls.page = pages.view;
  if (options.linkDomains) load(modules.links(), core, (module) => module.start(core));
  if (options.consentFrom) load(modules.consent(), core, (module) => module.start(core, calls.consent));
  return unbreakable(calls, core);
}

function createCalls(core: Core): Calls & Record<string, unknown> {
  const text = (id: string | number) => String(id);
  const calls = {
    identify(first: string | number | null | Properties, traits?: Properties, given?: CallOptions) {
      const of = first && typeof first === 'object' ? first : traits;
      const userId = first != null && typeof first !== 'object' ? text(first) : '';
      if (userId && core.choices.of('analytics') !== 'denied') {
        core.fire('before', undefined);
        core.identity.signIn(userId);
      }
      return core.tell('identify', { traits: of || {} }, given);
    },
    track: (event: string, properties?: Properties, given?: CallOptions) =>
      core.track(event, properties || {}, given),
    page: () => Promise.resolve(null) as Told,
    group: (groupId: string | number, traits?: Properties, given?: CallOptions) =>
      core.tell('group', { groupId: text(groupId), traits: traits || {} }, given),
    alias: (userId: string | number, previousId?: string | number, given?: CallOptions) =>
      core.tell(
        'alias',
        { userId: text(userId), ...(previousId != null && { previousId: text(previousId) }) },
        given,
      ),
    async reset() {
      core.fire('before', undefined);
      core.identity.reset();
    },
    consent: (said?: State | Consent, proof?: Properties) => choose(core, said, proof),
    visitor: async () => core.identity.at(Date.now(), ''),
    flush: () => core.flush(),
  };
  const helpers = COMMERCE_EVENTS.map((event) => [
    methodName(event),
    (properties?: Properties, given?: CallOptions) => core.track(event, properties || {}, given),
  ]);
  return Object.assign(calls, Object.fromEntries(helpers));
}

/** Tells each choice that became another one; a withdrawn one while that is still allowed, and then no more. */
async function choose(
  core: Core,
  said?: State | Consent,
  proof?: Properties,
): Promise<Record<Purpose, State>> {
  const { choices } = core;
  const before = { analytics: choices.of('analytics'), marketing: choices.of('marketing') };
  const changed = said ? choices.choose(said) : [];
  const now = { analytics: choices.of('analytics'), marketing: choices.of('marketing') };
  const tell = (purpose: Purpose) => {
    if (now[purpose] === 'unknown') return;
    const { url } = core.page();
    core.track('Consent Changed', { channel: 'cookies', topic: purpose, state: now[purpose], url, ...proof });
  };
  if (changed.includes('analytics') && before.analytics === 'granted') {
    choices.choose({ analytics: 'granted' });
    changed.forEach(tell);
    choices.choose({ analytics: now.analytics });
    core.settle();
  } else {
    core.settle();
    if (now.analytics === 'granted') changed.forEach(tell);
  }
  if (changed.length) core.fire('consent', undefined);
  return now;
}

/** Markup at once; JSON-LD and the data layer where the page has one, now or a moment later. */
function watchCommerce(core: Core, modules: Modules): void {
  const told = new Set<string>();
  const mark = (event: unknown, properties: unknown) => {
    const { product_id, sku } = (properties || {}) as Properties;
    return `${event}|${product_id ?? sku ?? ''}`;
  };
  const once = (event: string, properties: Properties) => {
    if (!told.has(mark(event, properties))) core.track(event, properties);
  };
  const readMarkup = watchMarkup(core, once);
  let readData: (() => void) | undefined;
  let wanted = false;

  function look(): void {
    readMarkup();
    readData?.();
    if (wanted) return;
    const { dataLayer } = window as { dataLayer?: unknown };
    wanted = !!dataLayer || !!document.querySelector('script[type="application/ld+json"]');
    if (!wanted) return;
    load(modules.commerce(), core, (module) => {
      readData = module.start(core, once);
      readData();
    });
  }

  core.on('event', (event) => told.add(mark(event.event, event.properties)));
  core.on('page', () => {
    told.clear();
    // First the page's own calls, which say more.
    for (const ms of [0, LATER]) setTimeout(() => guarded(look, core.log), ms);
  });
}

/** Pixels come when marketing is granted and never before. */
function loadPixels(core: Core, modules: Modules): void {
  let loaded = false;
  const look = () => {
    if (loaded || !core.options.pixels || core.choices.of('marketing') !== 'granted') return;
    loaded = true;
    load(modules.pixels(), core, (module) => module.start(core));
  };
  core.on('consent', look);
  look();
}

function load<M>(coming: Promise<M>, core: Core, start: (module: M) => void): void {
  coming.then(start).catch((error) => core.log('a module could not be loaded', error));
}

/** No call may throw into the page, whatever it is given. */
function unbreakable(calls: Calls & Record<string, unknown>, core: Core): Tracker {
  const safe = Object.entries(calls).map(([name, call]) => [
    name,
    (...given: unknown[]) =>
      guarded(() => (call as (...g: unknown[]) => unknown)(...given), core.log) ?? Promise.resolve(null),
  ]);
  return Object.fromEntries(safe) as Tracker;
}
