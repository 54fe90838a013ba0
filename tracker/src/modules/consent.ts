/** Loaded where a banner on the page is to be heard: IAB's TCF (v2), or the signals of Google's consent mode. */
import type { Core } from '../core';
import type { Consent, Properties, State } from '../types';
import { followDataLayer } from './datalayer';

type Choose = (said: Consent) => void;

interface TcData {
  gdprApplies?: boolean;
  eventStatus?: string;
  purpose?: { consents?: Record<string, boolean> };
}

type TcfApi = (command: string, version: number, listener: (data: TcData, ok: boolean) => void) => void;

const LOOK_FOR = 10_000; // ms in which a banner may come
const EVERY = 100; // ms

export function start(core: Core, choose: Choose): void {
  if (core.options.consentFrom === 'google') hearGoogle(core, choose);
  else hearTcf(choose, LOOK_FOR);
}

function hearTcf(choose: Choose, left: number): void {
  const api = (window as { __tcfapi?: TcfApi }).__tcfapi;
  if (api) {
    api('addEventListener', 2, (data, ok) => {
      const said = ok && consentOfTcf(data);
      if (said) choose(said);
    });
  } else if (left > 0) setTimeout(hearTcf, EVERY, choose, left - EVERY);
}

/**
 * Collecting needs purposes 1 (storage), 8 and 9 (measurement, audiences); marketing 1, 3, 4 (profiles and
 * selection of advertisements) and 7 (their measurement). Undefined while the visitor has not answered.
 */
export function consentOfTcf(data: TcData): Consent | undefined {
  if (data.gdprApplies === false) return { analytics: 'granted', marketing: 'granted' };
  if (data.eventStatus !== 'tcloaded' && data.eventStatus !== 'useractioncomplete') return undefined;
  const consents = data.purpose?.consents || {};
  const all = (...purposes: number[]): State => (purposes.every((n) => consents[n]) ? 'granted' : 'denied');
  return { analytics: all(1, 8, 9), marketing: all(1, 3, 4, 7) };
}

function hearGoogle(core: Core, choose: Choose): void {
  const known: Properties = {};
  let answered = false;
  followDataLayer((entry) => {
    if (entry.command !== 'consent' || entry.said.oblik) return;
    Object.assign(known, entry.said);
    // A default of "denied" is what holds while nobody has answered, not an answer.
    answered ||= entry.subject === 'update';
    const said = consentOfGoogle(known, answered);
    if (Object.keys(said).length) choose(said);
  }, core.log);
}

export function consentOfGoogle(known: Properties, answered: boolean): Consent {
  const state = (...signals: string[]): State | undefined => {
    const values = signals.map((signal) => known[signal]).filter(Boolean);
    if (!values.length) return undefined;
    if (values.every((value) => value === 'granted')) return 'granted';
    return answered ? 'denied' : 'unknown';
  };
  const analytics = state('analytics_storage');
  const marketing = state('ad_storage', 'ad_user_data', 'ad_personalization');
  return { ...(analytics && { analytics }), ...(marketing && { marketing }) };
}
