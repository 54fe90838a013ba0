import { useTranslation } from 'react-i18next';
import type { Column, ColumnType, Filter, FilterOp } from '@/api/types';
import { traitOf } from '../customers';
import { useTraitName, useTraitValue } from '../traits';

/** Which comparisons make sense for which kind of value. */
export const OPS_OF: Record<ColumnType, FilterOp[]> = {
  string: ['eq', 'ne', 'contains', 'starts_with', 'in', 'exists', 'not_exists'],
  number: ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'exists', 'not_exists'],
  boolean: ['eq', 'exists', 'not_exists'],
  date: ['gte', 'lt', 'exists', 'not_exists'],
};

export const needsValue = (op: FilterOp) => op !== 'exists' && op !== 'not_exists';

/** "after" for dates, "more than" for numbers: the same operator has two names. */
export function opKey(op: FilterOp, type: ColumnType): string {
  return type === 'date' && (op === 'gte' || op === 'lt')
    ? `customers.ops.date_${op}`
    : `customers.ops.${op}`;
}

export function useFilterWords(traits: Column[]): (filter: Filter) => string {
  const { t } = useTranslation();
  const nameOf = useTraitName();
  const sayValue = useTraitValue();
  return ({ trait, op, value }) => {
    const column = traits.find(({ key }) => traitOf(key) === trait);
    const said = Array.isArray(value)
      ? value.map((each) => sayValue(trait, each)).join(', ')
      : sayValue(trait, value);
    const start = `${nameOf(column?.label ?? trait)} ${t(opKey(op, column?.type ?? 'string'))}`;
    return needsValue(op) ? `${start} ${said}` : start;
  };
}
