/**
 * Events that wait to be sent, in batches; with consent each batch is also in the browser's storage.
 *
 * A page owns the batches under its own name as long as it holds the Web Lock of that name. What a page leaves
 * behind (a closed tab, a reload, a crash) has a free lock, and the next page of the site adopts it. A batch
 * that was sent while its page went away may arrive twice; its events have the same ids, so they count once.
 */
import { forget, keep, kept, keysOf } from './storage';

const PREFIX = 'oblik_q.';
const MOST = 40; // events in a batch
const LONGEST = 40_000; // characters of a batch: browsers let 64 KB go out while a page is left
const TOO_OLD = 6 * 86_400_000; // ms since the first try, after which a repeat might no longer be known as one
const DEAD = 60_000; // ms of silence after which a page without locks is taken for gone

export interface Batch {
  key: string;
  lines: string[];
  /** When it was first tried to send it, ms; 0 before. */
  tried: number;
}

export interface Queue {
  add(line: string): void;
  /** The batch to send next; the one that is still filling only when `all`. */
  next(all: boolean): Batch | undefined;
  /** Notes that the batch is on its way. */
  trying(batch: Batch): void;
  /** The batch was answered and is not needed any more. */
  done(batch: Batch): void;
  /** Changes the events that no one has tried to send. */
  rewrite(change: (line: string) => string): void;
  /** Keeps the events in the storage from now on, and adopts those of pages that are gone. */
  persist(): void;
  /** Gives up owning what is stored, and hands over all that is in memory. */
  abandon(): Batch[];
}

export function createQueue(adopted: () => void): Queue {
  let name = '';
  let count = 0;
  let length = 0;
  let lasting = false;
  let saving = false;
  let release: (() => void) | undefined;
  let open: Batch | undefined;
  let sealed: Batch[] = [];

  function rename(): void {
    name = `${PREFIX}${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;
  }

  function batch(lines: string[]): Batch {
    return { key: `${name}.${count++}`, lines, tried: 0 };
  }

  function save(what: Batch | undefined): void {
    if (lasting && what) keep(what.key, (what.tried ? `${what.tried}\n` : '') + what.lines.join('\n'));
  }

  /** Once for all the calls of a task, since storage is slow. */
  function saveSoon(): void {
    if (!lasting || saving) return;
    saving = true;
    queueMicrotask(() => {
      saving = false;
      save(open);
    });
  }

  function seal(): void {
    if (!open) return;
    save(open);
    sealed.push(open);
    open = undefined;
  }

  function own(): void {
    rename();
    // A page that holds a lock cannot be frozen to be shown again at once, so it is given back in `abandon`.
    navigator.locks?.request(name, () => new Promise<void>((resolve) => (release = resolve))).catch(() => {});
  }

  function take(key: string): void {
    const lines = kept(key).split('\n').filter(Boolean);
    const tried = lines[0]?.startsWith('{') ? 0 : Number(lines.shift());
    forget(key);
    if (!lines.length || (tried && Date.now() - tried > TOO_OLD)) return;
    const mine = { ...batch(lines), tried };
    sealed.push(mine);
    save(mine);
  }

  function adopt(): void {
    const orphans = new Map<string, string[]>();
    for (const key of keysOf(PREFIX)) {
      const owner = key.slice(0, key.lastIndexOf('.'));
      if (owner !== name) orphans.set(owner, [...(orphans.get(owner) || []), key]);
    }
    for (const [owner, keys] of orphans) {
      const takeAll = () => {
        keys.forEach(take);
        adopted();
      };
      if (navigator.locks) {
        navigator.locks
          .request(owner, { ifAvailable: true }, (lock) => {
            if (lock) takeAll();
          })
          .catch(() => {});
      } else if (Date.now() - Number.parseInt(owner.slice(PREFIX.length, -6), 36) > DEAD) takeAll();
    }
  }

  rename();
  return {
    add(line) {
      if (open && (open.lines.length >= MOST || length + line.length > LONGEST)) seal();
      if (!open) {
        open = batch([]);
        length = 0;
      }
      open.lines.push(line);
      length += line.length;
      saveSoon();
    },
    next(all) {
      if (all && !sealed.length) seal();
      return sealed[0];
    },
    trying(what) {
      if (what.tried) return;
      what.tried = Date.now();
      save(what);
    },
    done(what) {
      sealed = sealed.filter((other) => other !== what);
      if (lasting) forget(what.key);
    },
    rewrite(change) {
      for (const what of open ? [...sealed, open] : sealed) {
        if (!what.tried) what.lines = what.lines.map(change);
      }
    },
    persist() {
      if (lasting) return;
      const before = open ? [...sealed, open] : sealed;
      lasting = true;
      own();
      before.forEach((what, index) => {
        what.key = `${name}.${count++}`;
        sealed[index] = what;
        save(what);
      });
      open = undefined;
      adopt();
    },
    abandon() {
      seal();
      const left = sealed;
      sealed = [];
      lasting = false;
      release?.();
      release = undefined;
      rename();
      return left;
    },
  };
}
