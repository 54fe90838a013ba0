/** What the parts of the tracker share: making events, and the moments in a page's life. */
import { arrivalOf } from './campaign';
import { type Choices, createChoices } from './consent';
import { createDelivery } from './delivery';
import { createIdentity, type Identity } from './identity';
import { uuid } from './ids';
import { maskUrl } from './masks';
import { createQueue } from './queue';
import type { CallOptions, Options, Properties, Told } from './types';
import { VERSION } from './version';

export type Call = 'track' | 'page' | 'identify' | 'group' | 'alias';

/** An event as the server takes it. */
export interface Event extends Properties {
  type: Call;
  messageId: string;
  timestamp: string;
  anonymousId: string;
  userId?: string;
  event?: string;
  context: Properties;
}

/** Moments that parts wait for; each gives what the listeners are told. */
export interface Moments {
  /** A page is shown; in single-page applications each of them. */
  page: undefined;
  /** The page, or the tab, is left, perhaps for a moment only. */
  leave: undefined;
  /** The page will not come back: another one follows, or the tab closes. */
  end: undefined;
  /** An event was made. */
  event: Event;
  /** The address was tidied: it is another one, and the same page. */
  tidied: undefined;
  /** The visitor changed a choice. */
  consent: undefined;
  /** Something is about to be told: what waits must go before it. */
  before: undefined;
}

export interface Core {
  options: Options;
  choices: Choices;
  identity: Identity;
  on<M extends keyof Moments>(moment: M, listener: (told: Moments[M]) => void): void;
  /** Listens to the window, before the page does, without ever being in its way. */
  hear<E extends keyof WindowEventMap>(name: E, listener: (event: WindowEventMap[E]) => void): void;
  fire<M extends keyof Moments>(moment: M, told: Moments[M]): void;
  /** Makes an event and puts it into the queue. */
  tell(type: Call, fields: Properties, options?: CallOptions): Told;
  track(event: string, properties: Properties, options?: CallOptions): Told;
  /** The page that is shown, as events carry it. */
  page(): Page;
  /** Turns to the address that the browser shows now. */
  turnTo(url: string, referrer: string): void;
  flush(): Promise<void>;
  /** Does what the choices ask for: keep ids and events in the browser, or take them out. */
  settle(): void;
  log(...said: unknown[]): void;
}

export interface Page extends Properties {
  url: string;
  path: string;
  search: string;
  referrer: string;
  title: string;
}

type Listeners = { [M in keyof Moments]?: ((told: Moments[M]) => void)[] };

export function createCore(key: string, options: Options): Core {
  const listeners: Listeners = {};
  const log = (...said: unknown[]) => {
    if (options.debug) console.warn('[oblik]', ...said);
  };
  const choices = createChoices(options);
  const identity = createIdentity((options.sessionMinutes || 30) * 60_000, options.cookieDomain);
  const queue = createQueue(() => delivery.soon());
  const delivery = createDelivery((options.url || '').replace(/\/+$/, ''), key, queue, log);
  const hints = clientHints();
  const zone = timeZone();
  let arrival = arrivalOf('');
  let address = { url: '', path: '', search: '', referrer: '' };

  function context(): Properties {
    const { screen } = window;
    const preferences = choices.preferences();
    return {
      library: { name: 'oblik.js', version: VERSION },
      page: core.page(),
      locale: navigator.language,
      timezone: zone.name,
      screen: {
        width: screen.width,
        height: screen.height,
        density: devicePixelRatio,
        innerWidth,
        innerHeight,
      },
      ...arrival,
      ...hints,
      ...(Object.keys(preferences).length && { consent: { categoryPreferences: preferences } }),
    };
  }

  const core: Core = {
    options,
    choices,
    identity,
    page: () => ({ ...address, title: maskUrl(document.title) }),
    on(moment, listener) {
      // biome-ignore lint/suspicious/noAssignInExpressions: the list is made when it is first needed
      ((listeners[moment] ??= []) as (typeof listener)[]).push(listener);
    },
    hear(name, listener) {
      addEventListener(name, (event) => guarded(() => listener(event), log), {
        capture: true,
        passive: true,
      });
    },
    fire(moment, told) {
      for (const listener of listeners[moment] || []) guarded(() => listener(told as never), log);
    },
    tell(type, fields, given = {}) {
      core.fire('before', undefined);
      if (choices.of('analytics') === 'denied') return Promise.resolve(null);
      const now = Date.now();
      const { campaign, clickIds } = arrival;
      const who = identity.at(now, campaign || clickIds ? JSON.stringify(arrival) : '');
      const event: Event = {
        type,
        messageId: given.messageId || uuid(),
        timestamp: new Date(given.timestamp || now).toISOString(),
        anonymousId: who.anonymousId,
        ...(who.userId && { userId: who.userId }),
        ...fields,
        context: { ...context(), sessionId: who.sessionId, ...given.context },
      };
      queue.add(JSON.stringify(event));
      delivery.soon();
      core.fire('event', event);
      log(type, fields);
      return Promise.resolve(event.messageId);
    },
    track: (event, properties, given) => core.tell('track', { event, properties }, given),
    turnTo(url, referrer) {
      const { href, pathname, search } = new URL(url);
      arrival = arrivalOf(search);
      address = {
        url: maskUrl(href),
        path: maskUrl(pathname),
        search: maskUrl(search),
        referrer: maskUrl(referrer),
      };
    },
    flush: () => delivery.flush(),
    settle() {
      const state = choices.of('analytics');
      if (state !== 'granted') {
        identity.persist(false);
        return;
      }
      identity.persist(true);
      const who = identity.at(Date.now(), '');
      // What was told a moment ago and has not been sent yet belongs to the visitor who is known now.
      queue.rewrite((line) => {
        const event = JSON.parse(line) as Event;
        if (event.anonymousId === who.anonymousId) return line;
        event.anonymousId = who.anonymousId;
        event.context.sessionId = who.sessionId;
        return JSON.stringify(event);
      });
      queue.persist();
    },
    log,
  };

  core.hear('pagehide', () => {
    core.fire('leave', undefined);
    core.fire('end', undefined);
    delivery.leave(queue.abandon());
  });
  core.hear('visibilitychange' as keyof WindowEventMap, () => {
    if (document.visibilityState !== 'hidden') return;
    core.fire('leave', undefined);
    delivery.flush();
  });
  core.hear('pageshow', (event) => {
    if (event.persisted) core.settle();
  });
  return core;
}

/** Runs what must never throw into the page. */
export function guarded<T>(work: () => T, log: (...said: unknown[]) => void): T | undefined {
  try {
    return work();
  } catch (error) {
    log(error);
    return undefined;
  }
}

interface Hinting {
  brands?: unknown;
  mobile?: boolean;
  platform?: string;
  getHighEntropyValues?(names: string[]): Promise<Properties>;
}

/** The browser's client hints: the cheap ones now, model and version of the system when it tells them. */
function clientHints(): { userAgentData?: Properties } {
  const data = (navigator as { userAgentData?: Hinting }).userAgentData;
  if (!data) return {};
  const { brands, mobile, platform } = data;
  const hints = { userAgentData: { brands, mobile, platform } as Properties };
  data
    .getHighEntropyValues?.(['model', 'platformVersion'])
    .then(({ model, platformVersion }) => Object.assign(hints.userAgentData, { model, platformVersion }))
    .catch(() => {});
  return hints;
}

/** The time zone: at once where the browser tells it easily, otherwise in a moment when the page does nothing. */
function timeZone(): { name?: string } {
  const { Temporal } = window as { Temporal?: { Now: { timeZoneId(): string } } };
  if (Temporal) return { name: Temporal.Now.timeZoneId() };
  const zone: { name?: string } = {};
  const whenIdle: (work: () => void) => void = window.requestIdleCallback || setTimeout;
  whenIdle(() => {
    zone.name = Intl.DateTimeFormat().resolvedOptions().timeZone; // tens of milliseconds, the first time
  });
  return zone;
}
