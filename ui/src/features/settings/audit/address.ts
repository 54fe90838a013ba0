import { text } from '@/app/search';

/** The audit's filters, as they stand in the address bar; days are those of the workspace's zone. */
export interface AuditSearch {
  who?: string;
  object?: string;
  action?: string;
  since?: string;
  until?: string;
}

const DAY = /^\d{4}-\d\d-\d\d$/;
const day = (raw: unknown) => (typeof raw === 'string' && DAY.test(raw) ? raw : undefined);

export const auditSearch = (raw: Record<string, unknown>): AuditSearch => ({
  who: text(raw.who),
  object: text(raw.object),
  action: text(raw.action),
  since: day(raw.since),
  until: day(raw.until),
});

/** When a day begins in a zone, as a moment. */
export function startOf(day: string, timeZone: string): string {
  const guess = Date.parse(`${day}T00:00:00Z`);
  const shift = (at: number) => {
    const parts = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    }).formatToParts(at);
    const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
    return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute')) - at;
  };
  // Asked again at the result: on the day of a change of the clocks the zone's shift is another there.
  return new Date(guess - shift(guess - shift(guess))).toISOString();
}

/** The day after. */
export function next(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

/** What the server is asked. */
export function asked({ since, until, ...rest }: AuditSearch, timeZone: string) {
  return {
    ...rest,
    since: since && startOf(since, timeZone),
    until: until && startOf(next(until), timeZone),
  };
}
