import type { JsonObject } from '@/api/types';

/** The fields in which two states differ, by name; a state that does not exist differs in all. */
export function changedKeys(before: JsonObject | null, after: JsonObject | null): string[] {
  const keys = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  return [...keys].filter((key) => JSON.stringify(before?.[key]) !== JSON.stringify(after?.[key])).sort();
}
