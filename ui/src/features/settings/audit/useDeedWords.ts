import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { AuditEntry } from '@/api/types';
import { useTraitName } from '@/features/customers/traits';
import { useCan } from '@/features/session/me';
import { usersQuery } from '../people/people';
import { deedOf } from './deed';

/** The names of those who work here, for whoever may see them. */
export function useUserName(): (id: string | null | undefined) => string | undefined {
  const may = useCan()('users.read');
  const { data } = useQuery({ ...usersQuery, enabled: may });
  return (id) => data?.find((user) => user.id === id)?.name;
}

/** What a field is called: of settings by our word for it, of customers as on their page. */
export function useFieldName(): (field: string, action: string) => string {
  const { t, i18n } = useTranslation();
  const traitName = useTraitName();
  return (field, action) => {
    if (action === 'profile.traits') return traitName(field);
    if (action.startsWith('user.') && field === 'name') return t('settings.people.name');
    const isKnown = /^[a-z_]+$/.test(field) && i18n.exists(`settings.audit.fields.${field}`);
    return isKnown ? t(`settings.audit.fields.${field}`) : field;
  };
}

/** What was done, in words; null where there are none for it. */
export function useDeedWords(): (entry: AuditEntry) => string | null {
  const { t, i18n } = useTranslation();
  const userName = useUserName();
  const fieldName = useFieldName();
  const role = (key: string | undefined) =>
    key && i18n.exists(`settings.roles.${key}`) ? t(`settings.roles.${key}`) : key;
  return (entry) => {
    const deed = deedOf(entry);
    if (!deed) return null;
    const { name, userId, from, fields = [], count, consent } = deed;
    const named = fields.map((field) => fieldName(field, entry.action));
    return t(`settings.audit.did.${deed.key}`, {
      name: name ?? userName(userId) ?? userId,
      from: role(from),
      to: role(deed.role),
      role: role(deed.role),
      fields: named.join(', '),
      count,
      what: consent?.what,
      state: consent && t(`profile.consents.states.${consent.state}`),
    });
  };
}
