import type { TimelineEvent } from '@/api/types';

/** An identification says nothing in its line (what it told stands among the traits). */
const isBare = ({ type, value }: TimelineEvent) => type === 'identify' && value === null;

/** The events in their order, those that would only repeat the line above them together with it. */
export function runs(events: TimelineEvent[]): [TimelineEvent, ...TimelineEvent[]][] {
  const found: [TimelineEvent, ...TimelineEvent[]][] = [];
  for (const event of events) {
    const last = found.at(-1);
    if (last && isBare(event) && isBare(last[0]) && last[0].name === event.name) last.push(event);
    else found.push([event]);
  }
  return found;
}
