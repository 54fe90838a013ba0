/**
 * Who the visitor is: one cookie that all tabs and sub-domains share, with a copy in the storage.
 *
 * Without consent the same lives in memory only, for as long as the page does. The cookie holds the anonymous
 * id, the user id, the visit and when it was last alive; it is read again when another tab may have changed it.
 */
import { digest, uuid } from './ids';
import { forget, keep, kept, readCookie, widestDomain, writeCookie } from './storage';
import type { Visitor } from './types';

const COOKIE = 'oblik';
const FRESH = 500; // ms for which the cookie is taken for unchanged
const WRITE_AFTER = 5000; // ms of life that may be missing in the cookie

interface Card {
  a: string; // anonymous id
  u: string; // user id
  s: string; // visit
  t: number; // last event, ms
  c: string; // digest of the campaign that began the visit
}

export interface Identity {
  /** The visitor now; begins a visit where none is alive, or another campaign brought them. */
  at(now: number, campaign: string): Visitor;
  /** Somebody else signed in: other ids, unless it is the first who does. */
  signIn(userId: string): void;
  /** Other ids from now on. */
  reset(): void;
  /** Takes another anonymous id, which the same browser has on another domain of the site. */
  become(anonymousId: string): void;
  /** Keeps what is known in the browser, or takes all of it out. */
  persist(on: boolean): void;
}

export function createIdentity(sessionMs: number, cookieDomain: string | undefined): Identity {
  let card: Card = blank();
  let lasting = false;
  let domain = cookieDomain;
  let readAt = 0;
  let writtenAt = 0;

  function read(now: number): void {
    if (!lasting || now - readAt < FRESH) return;
    readAt = now;
    const found = new URLSearchParams(readCookie(COOKIE) || kept(COOKIE));
    const a = found.get('a');
    if (!a) {
      write(now);
      return;
    }
    card = {
      a,
      u: found.get('u') || '',
      s: found.get('s') || '',
      t: Number(found.get('t')) || 0,
      c: found.get('c') || '',
    };
    writtenAt = card.t;
  }

  function write(now: number): void {
    if (!lasting) return;
    domain ??= widestDomain();
    writtenAt = card.t;
    readAt = now;
    const text = new URLSearchParams({ ...card, t: String(card.t) }).toString();
    writeCookie(COOKIE, text, domain);
    keep(COOKIE, text);
  }

  return {
    at(now, campaign) {
      read(now);
      const mark = campaign && digest(campaign);
      if (!card.s || now - card.t > sessionMs || (mark && mark !== card.c)) {
        card.s = now.toString(36) + Math.random().toString(36).slice(2, 8);
        card.c = mark;
        writtenAt = 0;
      }
      card.t = now;
      if (now - writtenAt > WRITE_AFTER) write(now);
      return { anonymousId: card.a, userId: card.u || null, sessionId: card.s };
    },
    signIn(userId) {
      const now = Date.now();
      read(now);
      if (card.u === userId) return;
      if (card.u) card = blank();
      card.u = userId;
      write(now);
    },
    reset() {
      card = blank();
      write(Date.now());
    },
    become(anonymousId) {
      const now = Date.now();
      read(now);
      card.a = anonymousId;
      write(now);
    },
    persist(on) {
      if (on === lasting) return;
      lasting = on;
      readAt = 0;
      if (on) {
        read(Date.now());
        return;
      }
      writeCookie(COOKIE, '', domain ?? widestDomain());
      forget(COOKIE);
      card = blank();
    },
  };
}

function blank(): Card {
  return { a: uuid(), u: '', s: '', t: 0, c: '' };
}
