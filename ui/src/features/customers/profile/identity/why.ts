import { useTranslation } from 'react-i18next';
import type { IdentityEntry } from '@/api/types';
import { useNamespaceName } from '../Identifiers';

type Told = Pick<IdentityEntry, 'kind' | 'reason'>;

const LIMIT = 'limit:';

/** Which of the sentences fits; null for a rule that is not known here, of which the server's own sentence tells. */
export function whyKey({ kind, reason: { rule } }: Told): string | null {
  if (kind === 'created' || kind === 'unmerge') return kind;
  if (kind === 'link' || kind === 'merge') return rule === 'alias' ? `${kind}_alias` : kind;
  if (rule === 'separated') return `${kind}_separated`;
  return rule.startsWith(LIMIT) ? `${kind}_limit` : null;
}

/** Why something happened to an identity, made of the rule, the event and the identifiers. */
export function useWhy(): (entry: IdentityEntry) => string {
  const { t } = useTranslation();
  const nameOf = useNamespaceName();
  return (entry) => {
    const { identifiers, reason } = entry;
    const key = whyKey(entry);
    if (!key) return reason.sentence;
    const [one = '–', other = '–'] = identifiers.map(
      ({ namespace, value }) => `${nameOf(namespace)}: ${value}`,
    );
    return t(`profile.identity.why.${key}`, {
      one,
      other,
      named: reason.event ? 'yes' : 'no',
      event: reason.event,
      what: nameOf(reason.rule.replace(LIMIT, '')),
      limit: reason.limit ?? 1,
      by: reason.actor ? 'yes' : 'no',
      actor: reason.actor,
    });
  };
}

/** A merge that was taken back is told once for each of the two people; in a list that holds both, once will do. */
export function withoutTwins(entries: IdentityEntry[]): IdentityEntry[] {
  const told = new Set<string>();
  return entries.filter(({ kind, reason, winner, loser }) => {
    if (kind !== 'unmerge') return true;
    const event = [reason.message_id, ...[winner, loser].toSorted()].join(' ');
    const isNew = !told.has(event);
    told.add(event);
    return isNew;
  });
}
