import type { AuditEntry, Json, JsonObject } from '@/api/types';
import { changedKeys } from './changes';

/** What was done, as the message that tells it and what that message is filled with. */
export interface Deed {
  key: string;
  /** Whom or what it was done to: the name of a thing, or the id of a person who works here. */
  name?: string;
  userId?: string;
  /** Roles, from and to. */
  role?: string;
  from?: string;
  fields?: string[];
  count?: number;
  consent?: { what: string; state: string };
}

const KNOWN = new Set([
  'session.start',
  'session.end',
  'token.create',
  'token.delete',
  'source.create',
  'source.rotate',
  'profile.traits',
  'profile.unmerge',
  'identity_rules.update',
  'rebuild.request',
  'workspace.update',
  'import.create',
  'import.start',
  'import.stop',
  'connection.create',
  'connection.update',
  'connection.delete',
  'connection.fetch',
  'recipe.create',
  'recipe.update',
  'recipe.delete',
  'recipe.run',
  'recipe.revert',
  'arrival_rules.update',
  'dictionary_event.update',
  'dictionary_event.expect',
  'dictionary_event.remove',
  'dictionary_property.update',
  'finding.acknowledge',
  'finding.raise',
  'invitation.create',
  'invitation.renew',
  'invitation.delete',
  'invitation.accept',
  'second_factor.on',
  'second_factor.off',
  'second_factor.codes',
  'session.end_one',
  'session.end_others',
  'source.end_old_key',
  'quarantine.mend',
  'goal.update',
  'system.create',
  'system.update',
  'system.delete',
]);

const text = (value: Json | undefined) => (typeof value === 'string' ? value : undefined);
const isOnly = (fields: string[], field: string) => fields.length === 1 && fields[0] === field;

const keyOf = (action: string) => action.replace('.', '_');

function ofUser({ who, before, after }: AuditEntry, id: string): Deed {
  const fields = changedKeys(before, after);
  const self = who.id === id;
  if (isOnly(fields, 'role')) {
    return { key: 'user_role', userId: id, from: text(before?.role), role: text(after?.role) };
  }
  if (isOnly(fields, 'disabled'))
    return { key: after?.disabled ? 'user_disable' : 'user_enable', userId: id };
  if (isOnly(fields, 'password')) return { key: self ? 'own_password' : 'user_password', userId: id };
  return { key: self ? 'own_update' : 'user_update', userId: id, fields };
}

function ofSource(name: string, before: JsonObject | null, after: JsonObject | null): Deed {
  const fields = changedKeys(before, after);
  if (isOnly(fields, 'enabled')) return { key: after?.enabled ? 'source_enable' : 'source_disable', name };
  return { key: 'source_update', name, fields };
}

/** What an entry of the audit says; null for what a newer server does. */
export function deedOf(entry: AuditEntry): Deed | null {
  const { action, object, before, after } = entry;
  const name = object.slice(object.indexOf(':') + 1);
  switch (action) {
    case 'user.create':
      return { key: 'user_create', name: text(after?.name) ?? name, role: text(after?.role) };
    case 'user.update':
      return ofUser(entry, name);
    case 'source.update':
      return ofSource(name, before, after);
    case 'second_factor.reset':
    case 'session.end_all':
    case 'user.recover':
      return { key: keyOf(action), userId: name };
    case 'goal.create':
    case 'goal.delete':
      return { key: keyOf(action), name: text((after ?? before)?.name) ?? name };
    case 'quarantine.replay':
    case 'quarantine.discard':
    case 'quarantine.restore':
      return { key: keyOf(action), name, count: Number(after?.replayed ?? after?.count ?? 0) };
    case 'profile.consent':
      return {
        key: 'profile_consent',
        consent: {
          what: [after?.channel, after?.topic].join(' · '),
          state: after?.state === 'granted' ? 'granted' : 'withdrawn',
        },
      };
  }
  if (!KNOWN.has(action)) return null;
  return {
    key: keyOf(action),
    name,
    role: text((after ?? before)?.role),
    fields: changedKeys(before, after),
  };
}
