import { dump, load } from 'js-yaml';
import type { Catalogue, ImportKind, Json, JsonObject } from '@/api/types';

/** A mapping file as plain data; what the pages do not edit is kept as the guess wrote it. */
export interface Mapping {
  columns?: Record<string, Spec>;
  identifiers?: Record<string, Spec>;
  [other: string]: unknown;
}

export type Rule = string | JsonObject;
export type Otherwise = 'reject' | 'empty' | 'keep';
interface FullSpec {
  from: string;
  clean?: Rule[];
  otherwise?: Otherwise;
  [other: string]: unknown;
}
export type Spec = string | FullSpec;

const columnOf = (spec: Spec) => (typeof spec === 'string' ? spec : spec.from);
const full = (spec: Spec): FullSpec => (typeof spec === 'string' ? { from: spec } : spec);

export function readMapping(text: string): Mapping {
  const read = load(text);
  return read !== null && typeof read === 'object' ? (read as Mapping) : {};
}

export const writeMapping = (mapping: Mapping): string => dump(mapping, { lineWidth: 110 });

/** A target as the pages name it: an identifier's begins with `@`. */
export const isIdentifier = (target: string) => target.startsWith('@');

/** Every target with its column; one column may become several. */
export function targets(mapping: Mapping): [target: string, column: string][] {
  const of = (specs: Record<string, Spec> | undefined, sign: string) =>
    Object.entries(specs ?? {}).map(([key, spec]): [string, string] => [sign + key, columnOf(spec)]);
  return [...of(mapping.identifiers, '@'), ...of(mapping.columns, '')];
}

/** Which target each column of the file has; of several the first. */
export const targetsByColumn = (mapping: Mapping): Map<string, string> =>
  new Map(
    targets(mapping)
      .reverse()
      .map(([target, column]) => [column, target]),
  );

const without = (specs: Record<string, Spec> | undefined, column: string, target: string) =>
  Object.fromEntries(
    Object.entries(specs ?? {}).filter(([key, spec]) => columnOf(spec) !== column && key !== target),
  );

/** The mapping with one column given another target; a target is taken from the column that had it. */
export function withTarget(mapping: Mapping, column: string, target: string | null): Mapping {
  const identifier = target !== null && isIdentifier(target);
  const key = target?.replace(/^@/, '') ?? '';
  const columns = without(mapping.columns, column, identifier ? '' : key);
  const identifiers = without(mapping.identifiers, column, identifier ? key : '');
  if (key) (identifier ? identifiers : columns)[key] = column;
  return { ...mapping, columns, identifiers };
}

const partOf = (target: string) => (isIdentifier(target) ? 'identifiers' : 'columns');

export function specOf(mapping: Mapping, target: string): FullSpec | undefined {
  const spec = mapping[partOf(target)]?.[target.replace(/^@/, '')];
  return spec === undefined ? undefined : full(spec);
}

/** The mapping with other rules for a target, or another way with values that they cannot clean. */
export function withSpec(mapping: Mapping, target: string, change: Partial<FullSpec>): Mapping {
  const known = specOf(mapping, target);
  if (!known) return mapping;
  const part = partOf(target);
  const spec = { ...known, ...change };
  return { ...mapping, [part]: { ...mapping[part], [target.replace(/^@/, '')]: spec } };
}

/** The targets that another column becomes, or that are cleaned in another way; a column is undefined where there is none. */
export function changesBetween(
  before: Mapping,
  after: Mapping,
): { target: string; before: string | undefined; after: string | undefined }[] {
  const [was, is] = [new Map(targets(before)), new Map(targets(after))];
  const spec = (mapping: Mapping, target: string) => JSON.stringify(specOf(mapping, target));
  return [...new Set([...was.keys(), ...is.keys()])]
    .filter((target) => spec(before, target) !== spec(after, target))
    .map((target) => ({ target, before: was.get(target), after: is.get(target) }));
}

/** The columns that a mapping names and a file does not have; one may reach into a column of JSON. */
export const lostColumns = (mapping: Mapping, columns: string[]): string[] => {
  const there = new Set(columns);
  const lost = targets(mapping)
    .map(([, column]) => column)
    .filter((column) => !there.has(column) && !there.has(column.split('.')[0] ?? ''));
  return [...new Set(lost)];
};

/** The rules that clean a target: those of the mapping, or else the usual ones. */
export function rulesOf(mapping: Mapping, target: string, kind: ImportKind, catalogue: Catalogue): Rule[] {
  const said = specOf(mapping, target)?.clean;
  if (said) return said;
  const key = target.replace(/^@/, '');
  const fields = isIdentifier(target)
    ? catalogue.identifiers
    : (catalogue.kinds.find((each) => each.key === kind)?.fields ?? []);
  return (fields.find((field) => field.key === key)?.clean ?? []) as Rule[];
}

export const ruleName = (rule: Rule): string =>
  typeof rule === 'string' ? rule : (Object.keys(rule)[0] ?? '');

/** A rule's settings by name; its main one may stand alone. */
export function ruleSettings(rule: Rule, main: string): JsonObject {
  if (typeof rule === 'string') return {};
  const said = rule[ruleName(rule)] as Json;
  const plain = said !== null && typeof said === 'object' && !Array.isArray(said);
  return plain ? (said as JsonObject) : main ? { [main]: said } : {};
}

const isSaid = (value: Json) =>
  value !== '' && value !== null && value !== false && !(Array.isArray(value) && value.length === 0);

export function ruleWith(name: string, settings: JsonObject): Rule {
  const said = Object.entries(settings).filter(([, value]) => isSaid(value));
  return said.length === 0 ? name : { [name]: Object.fromEntries(said) };
}
