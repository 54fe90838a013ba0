import { describe, expect, it } from 'vitest';
import { Problem } from '@/api/problem';
import type { IdentityRules, NamespaceRules } from '@/api/types';
import { changeOf, draftOf, isChanged, mistake, newRow } from './draft';

const namespace = (name: string): NamespaceRules => ({
  name,
  priority: 50,
  limit: null,
  shared: false,
  normaliser: 'trim',
  paths: [],
  blocked: [],
  region: '',
});

const rules: IdentityRules = {
  version: 3,
  created_at: null,
  namespaces: [namespace('user_id'), { ...namespace('phone'), normaliser: 'phone', region: 'UA' }],
  other: namespace('other'),
  normalisers: ['trim', 'phone'],
  placeholders: [],
};

describe('a draft of the rules', () => {
  it('is unchanged until something is written, and sends back what was read', () => {
    const draft = draftOf(rules);
    expect(isChanged(rules, draft)).toBe(false);
    expect(changeOf(3, draft)).toEqual({ version: 3, namespaces: rules.namespaces, other: rules.other });
    expect(isChanged(rules, { ...draft, rows: [...draft.rows, newRow(draft.rows)] })).toBe(true);
  });

  it('forgets the country of what is no phone number any more', () => {
    const draft = draftOf(rules);
    const rows = draft.rows.map((row) => ({ ...row, normaliser: 'trim' }));
    expect(changeOf(3, { ...draft, rows }).namespaces[1]?.region).toBe('');
  });

  it('gives each new row a key of its own', () => {
    const one = newRow([]);
    expect(newRow([one]).key).not.toBe(one.key);
  });

  it('finds the mistake of a field, also inside its list', () => {
    const problem = new Problem(422, 'validation', null, [
      { field: 'namespaces.1.blocked.4', message: 'too long' },
    ]);
    expect(mistake(problem, 'namespaces.1', 'blocked')).toBe('too long');
    expect(mistake(problem, 'namespaces.10', 'blocked')).toBeUndefined();
  });
});
