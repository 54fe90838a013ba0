/** Reads the data layer of Google's tags, what is in it already and what comes. */
import { guarded } from '../core';
import type { Properties } from '../types';

/** One entry: a call of `gtag`, such as `event` or `consent`, its subject, and what it says. */
export interface Entry {
  command: string;
  subject: string;
  said: Properties;
}

/** Gives `listener` each entry once, in order. */
export function followDataLayer(listener: (entry: Entry) => void, log: (...said: unknown[]) => void): void {
  const page = window as { dataLayer?: unknown[] };
  page.dataLayer ??= [];
  const layer = page.dataLayer;
  const hear = (entry: unknown) =>
    guarded(() => {
      const read = entryOf(entry);
      if (read) listener(read);
    }, log);
  [...layer].forEach(hear);
  const { push } = layer;
  layer.push = (...entries: unknown[]) => {
    const length = push.apply(layer, entries);
    entries.forEach(hear);
    return length;
  };
}

/** `gtag('event', 'purchase', {…})` and `{event: 'purchase', ecommerce: {…}}` say the same. */
export function entryOf(entry: unknown): Entry | undefined {
  const said = entry as Record<string, unknown> | null;
  if (!said || typeof said !== 'object') return undefined;
  if (typeof said[0] === 'string') {
    return { command: said[0], subject: String(said[1]), said: objectOf(said[2]) };
  }
  if (typeof said.event !== 'string') return undefined;
  return { command: 'event', subject: said.event, said: { ...said, ...objectOf(said.ecommerce) } };
}

function objectOf(value: unknown): Properties {
  return value && typeof value === 'object' ? (value as Properties) : {};
}
