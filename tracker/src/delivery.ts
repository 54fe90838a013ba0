/** Sends batches, one at a time, and again where the answer says so; docs/guides/tracker.md tells which. */
import type { Batch, Queue } from './queue';

const PATIENCE = 30_000; // ms for an answer
const SOON = 300; // ms that events wait for others
const LONGEST_WAIT = 300_000; // ms between two tries
const KEEPALIVE_LIMIT = 60_000; // characters

export interface Delivery {
  /** Sends shortly. */
  soon(): void;
  /** Sends all now; resolves when it is answered, or cannot be at present. */
  flush(): Promise<void>;
  /** The page goes away: hands everything to the browser. */
  leave(left: Batch[]): void;
}

export function createDelivery(
  url: string,
  key: string,
  queue: Queue,
  log: (...said: unknown[]) => void,
): Delivery {
  let sending: Promise<void> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let notBefore = 0;
  let onItsWay: Batch | undefined;

  function body(batch: Batch): string {
    const sentAt = new Date().toISOString();
    return `{"writeKey":${JSON.stringify(key)},"sentAt":"${sentAt}","batch":[${batch.lines.join(',')}]}`;
  }

  /** Whether the batch is settled; otherwise it is to be tried again. */
  async function post(batch: Batch): Promise<boolean> {
    const text = body(batch);
    const stop = new AbortController();
    const late = setTimeout(() => stop.abort(), PATIENCE);
    queue.trying(batch);
    onItsWay = batch;
    try {
      // text/plain needs no preflight; keepalive lets it finish when the page is left.
      const answer = await fetch(`${url}/v1/batch`, {
        method: 'POST',
        body: text,
        headers: { 'content-type': 'text/plain' },
        credentials: 'omit',
        keepalive: text.length < KEEPALIVE_LIMIT,
        signal: stop.signal,
      });
      const { status } = answer;
      if (!again(status)) {
        if (!answer.ok) log('dropped', batch.lines.length, 'events: the server answered', status);
        return true;
      }
      notBefore = Date.now() + (Number(answer.headers.get('retry-after')) || 0) * 1000;
    } catch {
      notBefore = 0; // no answer at all
    } finally {
      onItsWay = undefined;
      clearTimeout(late);
    }
    return false;
  }

  async function send(all: boolean): Promise<void> {
    for (;;) {
      const batch = navigator.onLine === false ? undefined : queue.next(all);
      if (!batch) return;
      if (await post(batch)) {
        queue.done(batch);
        failures = 0;
        continue;
      }
      const wait = Math.min(LONGEST_WAIT, 1000 * 2 ** failures++) * (0.5 + Math.random() / 2);
      later(Math.max(wait, notBefore - Date.now()));
      return;
    }
  }

  function later(ms: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = undefined;
      start(true);
    }, ms);
  }

  function start(all: boolean): Promise<void> {
    sending ??= send(all).then(() => {
      sending = undefined;
    });
    return sending;
  }

  addEventListener('online', () => {
    failures = 0;
    later(0);
  });
  return {
    soon() {
      if (timer === undefined) later(SOON);
    },
    async flush() {
      await sending;
      clearTimeout(timer);
      timer = undefined;
      await start(true);
    },
    leave(left) {
      for (const batch of left) {
        if (batch === onItsWay) continue; // goes on by itself
        const text = body(batch);
        if (!navigator.sendBeacon?.(`${url}/v1/batch`, text)) {
          fetch(`${url}/v1/batch`, { method: 'POST', body: text, keepalive: true, mode: 'no-cors' }).catch(
            () => {},
          );
        }
      }
    },
  };
}

/** The statuses after which the same batch is sent again; anything else settles it. */
export function again(status: number): boolean {
  return [408, 410, 429, 460].includes(status) || (status >= 500 && ![501, 505, 511].includes(status));
}
