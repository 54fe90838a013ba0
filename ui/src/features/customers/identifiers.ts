import type { Identifier } from '@/api/types';

/** What a person would call someone by, best first. */
const BEST = ['email', 'phone', 'user_id', 'loyalty_card'];

function rank({ namespace }: Identifier): number {
  const place = BEST.indexOf(namespace);
  return place < 0 ? BEST.length : place;
}

export function mainIdentifier({ identifiers }: { identifiers: Identifier[] }): string {
  return identifiers.toSorted((a, b) => rank(a) - rank(b))[0]?.value ?? '–';
}

export function sortedIdentifiers<T extends Identifier>(identifiers: T[]): T[] {
  return identifiers.toSorted((a, b) => rank(a) - rank(b) || a.namespace.localeCompare(b.namespace));
}
