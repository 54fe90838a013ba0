/** What may stand in the address bar: anything else a hand-made link holds is dropped. */

export function text(raw: unknown): string | undefined {
  if (typeof raw === 'number' || typeof raw === 'boolean') return String(raw); // the router reads `?q=42` as a number
  return typeof raw === 'string' && raw !== '' ? raw : undefined;
}

export function choice<T extends string>(raw: unknown, choices: readonly T[]): T | undefined {
  return choices.find((each) => each === raw);
}

/** Several values in one parameter, comma-separated: short enough to read and to send. */
export function list(raw: unknown): string | undefined {
  const joined = text(raw)
    ?.split(',')
    .map((each) => each.trim())
    .filter(Boolean)
    .join(',');
  return joined || undefined;
}

export function split(joined: string | undefined): string[] {
  return joined ? joined.split(',') : [];
}
