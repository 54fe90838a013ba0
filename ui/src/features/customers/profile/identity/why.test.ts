import { expect, test } from 'vitest';
import type { IdentityEntry, IdentityKind } from '@/api/types';
import en from '@/locales/en/profile.json';
import { whyKey, withoutTwins } from './why';

const entry = (id: string, kind: IdentityKind, rule: string, winner = 'a', loser = 'b'): IdentityEntry => ({
  id,
  kind,
  at: '2026-11-21T10:00:00Z',
  identifiers: [],
  winner,
  loser,
  reason: { rule, sentence: '', event: null, actor: null, limit: null, message_id: 'm1', source: null },
  reversible: false,
  undone: false,
});

test('everything that can happen to an identity has a sentence', () => {
  const happened = [
    entry('1', 'created', 'first_event'),
    ...(['link', 'merge'] as const).flatMap((kind) =>
      ['same_event', 'alias'].map((rule) => entry('2', kind, rule)),
    ),
    ...(['moved', 'refused'] as const).flatMap((kind) =>
      ['limit:email', 'separated'].map((rule) => entry('3', kind, rule)),
    ),
    entry('4', 'unmerge', 'unmerge'),
  ];
  expect(new Set(happened.map(whyKey))).toEqual(new Set(Object.keys(en.identity.why)));
});

test('a rule from a newer server is left to the sentence of the server', () => {
  expect(whyKey(entry('1', 'refused', 'looks_like_a_shop'))).toBeNull();
});

test('a merge that was taken back stands once in a list that tells it from both sides', () => {
  const list = [
    entry('1', 'unmerge', 'unmerge', 'a', 'b'),
    entry('2', 'unmerge', 'unmerge', 'b', 'a'),
    entry('3', 'merge', 'same_event'),
    entry('4', 'merge', 'same_event'),
    {
      ...entry('5', 'unmerge', 'unmerge', 'a', 'c'),
      reason: { ...entry('5', 'unmerge', '').reason, message_id: 'm2' },
    },
  ];
  expect(withoutTwins(list).map(({ id }) => id)).toEqual(['1', '3', '4', '5']);
});
