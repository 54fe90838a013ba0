import { expect, test } from 'vitest';
import type { ArrivalRule } from '@/api/types';
import { draftOf, ruleOf, typed } from './draft';

const common = { id: 'a', source: 'web', event: 'order', enabled: false, note: 'since May' };
const RULES: ArrivalRule[] = [
  { ...common, kind: 'rename_event', to: 'Order Completed' },
  { ...common, kind: 'rename_property', part: 'traits', property: 'mail', to: 'email' },
  {
    ...common,
    kind: 'set_property',
    part: 'properties',
    property: 'currency',
    value: 'UAH',
    only_missing: false,
  },
  { ...common, kind: 'set_property', part: 'properties', property: 'code', value: '7', only_missing: true },
  {
    ...common,
    kind: 'map_values',
    part: 'properties',
    property: 'paid',
    values: { '1': true, ні: false, x: 2.5 },
  },
  { ...common, kind: 'drop_property', part: 'properties', property: 'card' },
];

test.each(RULES)('a rule that nobody changed in the form is saved as it was', (rule) => {
  expect(ruleOf(draftOf(rule))).toEqual(rule);
});

test('what looks like a number is one, unless it is quoted or has leading zeros', () => {
  expect(['5', '-2.5', '"5"', '007', 'true', 'так'].map(typed)).toEqual([5, -2.5, '5', '007', true, 'так']);
});
