import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Finding } from '@/api/types';
import { useTraitName } from '@/features/customers/traits';
import { useFormat } from '@/format/useFormat';
import { listFact, numberFact, textFact } from './facts';

const HOUR = 3_600_000;

/** What a finding says, in the reader's language; a kind that is not known here is told by the server. */
export function useFindingWords(): (finding: Finding) => string {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const trait = useTraitName();
  return useCallback(
    (finding) => {
      if (!i18n.exists(`quality.findings.${finding.kind}`)) return finding.sentence;
      const number = (key: string) => numberFact(finding, key);
      const event = textFact(finding, 'event');
      return t(`quality.findings.${finding.kind}`, {
        event,
        named: event ? 'yes' : 'no',
        source: textFact(finding, 'source'),
        sources: listFact(finding, 'sources').join(', '),
        trait: trait(textFact(finding, 'trait')),
        count: number('count'),
        of: format.number(number('of')),
        quarantined: finding.facts.quarantined ? 'yes' : 'no',
        usual: `${format.number(number('median'))} ± ${format.number(number('spread'))}`,
        when: format.weekHour(textFact(finding, 'hour'), finding.facts.by === 'weekday'),
        running: number('share') < 1 ? 'yes' : 'no',
        silent: format.number(Math.round((number('silent_ms') / HOUR) * 10) / 10),
        longest: format.number(Math.round((number('usual_ms') / HOUR) * 10) / 10),
        wrong: number('wrong'),
        arrived: format.number(number('arrived')),
        share: format.percent(number('share')),
        before: format.percent(number(finding.kind === 'errors_rising' ? 'usual' : 'before')),
        groups: number('groups'),
      });
    },
    [t, i18n, format, trait],
  );
}
