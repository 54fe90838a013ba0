import { expect, test } from 'vitest';
import type { AuditEntry, JsonObject } from '@/api/types';
import { deedOf } from './deed';

function entry(
  action: string,
  object: string,
  before: JsonObject | null,
  after: JsonObject | null,
): AuditEntry {
  const who = { id: 'ann', email: 'ann@shop.example', token: null };
  return { id: '1', at: '2026-11-21T10:00:00Z', who, action, object, before, after };
}

test('another role is told with both roles, another state by its verb', () => {
  expect(deedOf(entry('user.update', 'user:bob', { role: 'viewer' }, { role: 'analyst' }))).toEqual({
    key: 'user_role',
    userId: 'bob',
    from: 'viewer',
    role: 'analyst',
  });
  expect(deedOf(entry('user.update', 'user:bob', { disabled: false }, { disabled: true }))?.key).toBe(
    'user_disable',
  );
  expect(deedOf(entry('source.update', 'source:shop', { enabled: false }, { enabled: true }))).toEqual({
    key: 'source_enable',
    name: 'shop',
  });
});

test('several changes at once are told by their fields, one to oneself as such', () => {
  const both = { name: 'Bob', role: 'viewer' };
  expect(deedOf(entry('user.update', 'user:bob', both, { name: 'Rob', role: 'owner' }))).toMatchObject({
    key: 'user_update',
    fields: ['name', 'role'],
  });
  expect(deedOf(entry('user.update', 'user:ann', {}, { password: '(secret)' }))?.key).toBe('own_password');
});

test('what a newer server does is left to its own words', () => {
  expect(deedOf(entry('segment.create', 'segment:vip', null, {}))).toBeNull();
});
