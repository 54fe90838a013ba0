import { dump, load } from 'js-yaml';

/** A mapping file as plain data; what this page does not edit is kept as the guess wrote it. */
export interface Mapping {
  columns?: Record<string, Spec>;
  identifiers?: Record<string, Spec>;
  [other: string]: unknown;
}

type Spec = string | { from: string; [rule: string]: unknown };

const columnOf = (spec: Spec) => (typeof spec === 'string' ? spec : spec.from);

export function readMapping(text: string): Mapping {
  const read = load(text);
  return read !== null && typeof read === 'object' ? (read as Mapping) : {};
}

export const writeMapping = (mapping: Mapping): string => dump(mapping, { lineWidth: 110 });

/** Which target each column of the file has; an identifier's begins with `@`. */
export function targetsByColumn(mapping: Mapping): Map<string, string> {
  const fields = Object.entries(mapping.columns ?? {}).map(
    ([target, spec]) => [columnOf(spec), target] as const,
  );
  const identifiers = Object.entries(mapping.identifiers ?? {}).map(
    ([namespace, spec]) => [columnOf(spec), `@${namespace}`] as const,
  );
  return new Map([...fields, ...identifiers]);
}

const without = (specs: Record<string, Spec> | undefined, column: string, target: string) =>
  Object.fromEntries(
    Object.entries(specs ?? {}).filter(([key, spec]) => columnOf(spec) !== column && key !== target),
  );

/** The mapping with one column given another target; a target is taken from the column that had it. */
export function withTarget(mapping: Mapping, column: string, target: string | null): Mapping {
  const identifier = target?.startsWith('@') ?? false;
  const key = target?.replace(/^@/, '') ?? '';
  const columns = without(mapping.columns, column, identifier ? '' : key);
  const identifiers = without(mapping.identifiers, column, identifier ? key : '');
  if (key) (identifier ? identifiers : columns)[key] = column;
  return { ...mapping, columns, identifiers };
}
