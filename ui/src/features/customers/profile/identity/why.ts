import { useTranslation } from 'react-i18next';
import type { IdentityEntry } from '@/api/types';
import { type Reason, tell } from '@/components/reasons';
import { useNamespaceName } from '../Identifiers';

type Told = Pick<IdentityEntry, 'kind' | 'reason'>;

const LIMIT = 'limit:';

/** Which of the sentences fits; null for a rule that is not known here. */
export function whyKey({ kind, reason: { rule } }: Told): string | null {
  if (kind === 'created' || kind === 'unmerge') return kind;
  if (kind === 'link' || kind === 'merge') return rule === 'alias' ? `${kind}_alias` : kind;
  if (rule === 'separated') return `${kind}_separated`;
  return rule.startsWith(LIMIT) ? `${kind}_limit` : null;
}

/** Whether our sentence holds all that the server's does: it lacks who took a merge back, and how much is the limit. */
const isWhole = (key: string) => !/_limit$|^unmerge$/.test(key);

/** Why something happened to an identity, made of the rule, the event and the identifiers. */
export function useWhy(): (entry: IdentityEntry) => Reason {
  const { t, i18n } = useTranslation();
  const nameOf = useNamespaceName();
  return (entry) => {
    const { identifiers, reason } = entry;
    const key = whyKey(entry);
    const [one = '–', other = '–'] = identifiers.map(
      ({ namespace, value }) => `${nameOf(namespace)}: ${value}`,
    );
    const own =
      key &&
      t(`profile.identity.why.${key}`, {
        one,
        other,
        named: reason.event ? 'yes' : 'no',
        event: reason.event,
        what: nameOf(reason.rule.replace(LIMIT, '')),
      });
    const told = tell(own, reason.sentence, i18n.language);
    return key && isWhole(key) ? { ...told, detail: null } : told;
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
