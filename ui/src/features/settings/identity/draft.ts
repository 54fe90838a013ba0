import type { Problem } from '@/api/problem';
import type { IdentityRules, IdentityRulesChange, NamespaceRules } from '@/api/types';

/** A namespace as it is being edited; `key` stays while the name is typed. */
export interface Row extends NamespaceRules {
  key: string;
  isNew: boolean;
}

export interface Draft {
  rows: Row[];
  other: Row;
}

const rowOf = (rules: NamespaceRules): Row => ({ ...rules, key: rules.name, isNew: false });

export const draftOf = ({ namespaces, other }: IdentityRules): Draft => ({
  rows: namespaces.map(rowOf),
  other: rowOf(other),
});

export function newRow(rows: Row[]): Row {
  const number = 1 + Math.max(0, ...rows.map(({ key }) => Number(key) || 0));
  return {
    key: String(number),
    isNew: true,
    name: '',
    priority: 50,
    limit: 1,
    shared: false,
    normaliser: 'trim',
    paths: [],
    blocked: [],
    region: '',
  };
}

const plain = ({ key: _, isNew: __, ...rules }: Row): NamespaceRules => ({
  ...rules,
  region: rules.normaliser === 'phone' ? rules.region : '',
});

export const changeOf = (version: number, { rows, other }: Draft): IdentityRulesChange => ({
  version,
  namespaces: rows.map(plain),
  other: plain(other),
});

export const isChanged = (rules: IdentityRules, draft: Draft): boolean =>
  JSON.stringify(changeOf(rules.version, draft)) !== JSON.stringify(changeOf(rules.version, draftOf(rules)));

/** What the server says of one field of a row; a mistake inside a list belongs to the list. */
export function mistake(problem: Problem | null, place: string, field: keyof NamespaceRules) {
  const path = `${place}.${field}`;
  return problem?.fields.find((each) => each.field === path || each.field.startsWith(`${path}.`))?.message;
}
