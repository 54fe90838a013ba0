import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createQueue, type Queue } from '../src/queue';

let stored: Record<string, string>;
let held: Set<string>;

beforeEach(() => {
  stored = {};
  held = new Set();
  const storage = new Proxy(stored, {
    get: (_, name) =>
      ({
        getItem: (key: string) => stored[key] ?? null,
        setItem: (key: string, value: string) => {
          stored[key] = value;
        },
        removeItem: (key: string) => {
          delete stored[key];
        },
      })[name as 'getItem'],
  });
  vi.stubGlobal('localStorage', storage);
  // Locks as browsers have them, within one process.
  type Granted = (lock: object | null) => unknown;
  const request = async (name: string, first: Granted | { ifAvailable: boolean }, second?: Granted) => {
    const granted = (second ?? first) as Granted;
    if (held.has(name)) return granted(null);
    held.add(name);
    try {
      return await granted({});
    } finally {
      held.delete(name);
    }
  };
  vi.stubGlobal('navigator', { locks: { request } });
});

const settle = () => new Promise((resolve) => setTimeout(resolve));

/** Sends what waits, as delivery does. */
function drain(queue: Queue, sent: string[]): void {
  for (let batch = queue.next(true); batch; batch = queue.next(true)) {
    queue.trying(batch);
    sent.push(...batch.lines);
    queue.done(batch);
  }
}

describe('the queue', () => {
  it('loses nothing and doubles nothing, however pages come, crash and go', async () => {
    const step = fc.oneof(
      fc.record({ does: fc.constant('add'), page: fc.nat(2), count: fc.integer({ min: 1, max: 60 }) }),
      fc.record({ does: fc.constantFrom('send', 'crash'), page: fc.nat(2), count: fc.constant(0) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        for (const key of Object.keys(stored)) delete stored[key];
        held.clear();
        const open = () => {
          const queue = createQueue(() => {});
          queue.persist();
          return queue;
        };
        const names: (string | undefined)[] = [];
        const pages: Queue[] = [];
        const begin = (page: number) => {
          const before = new Set(held);
          pages[page] = open();
          names[page] = [...held].find((name) => !before.has(name));
        };
        for (const page of [0, 1, 2]) begin(page);
        const sent: string[] = [];
        let told = 0;
        for (const { does, page, count } of steps) {
          for (let n = 0; does === 'add' && n < count; n++) pages[page]?.add(`{"n":${told++}}`);
          if (does === 'send') drain(pages[page] as Queue, sent);
          await settle();
          if (does === 'crash') {
            held.delete(names[page] as string);
            begin(page);
            await settle();
          }
        }
        for (const queue of pages) drain(queue, sent);
        expect(sent.map((line) => JSON.parse(line).n as number).sort((a, b) => a - b)).toEqual(
          Array.from({ length: told }, (_, n) => n),
        );
        expect(Object.keys(stored)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('drops what was tried a week ago: the server might no longer know it for a repeat', async () => {
    const old = Date.now() - 7 * 86_400_000;
    stored['oblik_q.abc123456.0'] = `${old}\n{"n":1}`;
    stored['oblik_q.abc123456.1'] = '{"n":2}';
    const queue = createQueue(() => {});
    queue.persist();
    await settle();
    const sent: string[] = [];
    drain(queue, sent);
    expect(sent).toEqual(['{"n":2}']);
  });

  it('cuts batches so that each can still go out while a page is left', () => {
    const queue = createQueue(() => {});
    for (let n = 0; n < 100; n++) queue.add('x'.repeat(3000));
    const sizes: number[] = [];
    for (let batch = queue.next(true); batch; batch = queue.next(true)) {
      sizes.push(batch.lines.join(',').length);
      queue.done(batch);
    }
    expect(Math.max(...sizes)).toBeLessThan(60_000);
    expect(sizes.reduce((a, b) => a + b)).toBeGreaterThan(299_000);
  });
});
