import type { StreamEvent } from '@/api/types';

/** What somebody wants to see of the stream; null and empty ask for nothing. */
export interface Wanted {
  name: string | null;
  status: string;
  typed: string;
}

const shownName = ({ name, type }: StreamEvent) => name || type;

export function fits(event: StreamEvent, { name, status, typed }: Wanted): boolean {
  if (status !== 'all' && event.status !== status) return false;
  if (name !== null && shownName(event) !== name) return false;
  const { user_id, anonymous_id, message_id, reason } = event;
  const text = [shownName(event), user_id, anonymous_id, message_id, reason].join(' ');
  return text.toLowerCase().includes(typed.trim().toLowerCase());
}

/** The names to choose from: those on the page, and the one chosen even when none is there any more. */
export function namesOf(events: StreamEvent[], chosen: string | null): string[] {
  const names = new Set(events.map(shownName).filter(Boolean));
  if (chosen) names.add(chosen);
  return [...names].sort((a, b) => a.localeCompare(b));
}
