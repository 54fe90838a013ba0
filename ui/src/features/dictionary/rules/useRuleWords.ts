import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { ArrivalRule } from '@/api/types';

/** What a rule does, in a sentence, and where it holds. */
export function useRuleWords(): (rule: ArrivalRule) => { does: string; where: string } {
  const { t } = useTranslation();
  return useCallback(
    (rule) => {
      const part = 'part' in rule && rule.part === 'traits' ? 'traits' : 'properties';
      const where = t('dictionary.rules.where', {
        event: rule.event || '',
        anyEvent: rule.event ? 'no' : 'yes',
        source: rule.source ?? '',
        anySource: rule.source ? 'no' : 'yes',
      });
      switch (rule.kind) {
        case 'rename_event':
          return { does: t('dictionary.rules.does.rename_event', { from: rule.event, to: rule.to }), where };
        case 'rename_property':
          return {
            does: t('dictionary.rules.does.rename_property', { part, property: rule.property, to: rule.to }),
            where,
          };
        case 'set_property':
          return {
            does: t('dictionary.rules.does.set_property', {
              part,
              property: rule.property,
              value: String(rule.value),
              when: (rule.only_missing ?? true) ? 'missing' : 'always',
            }),
            where,
          };
        case 'map_values': {
          const pairs = Object.entries(rule.values);
          return {
            does: t('dictionary.rules.does.map_values', {
              part,
              property: rule.property,
              some: pairs
                .slice(0, 3)
                .map(([from, to]) => `${from} → ${String(to)}`)
                .join(', '),
              more: Math.max(0, pairs.length - 3),
            }),
            where,
          };
        }
        case 'drop_property':
          return { does: t('dictionary.rules.does.drop_property', { part, property: rule.property }), where };
      }
    },
    [t],
  );
}
