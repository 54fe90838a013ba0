import { expect, test } from 'vitest';
import {
  changesBetween,
  lostColumns,
  readMapping,
  ruleSettings,
  ruleWith,
  specOf,
  targetsByColumn,
  withSpec,
  withTarget,
  writeMapping,
} from './mapping';

const GUESSED = `as: orders
columns:
  order_id: Invoice
  timestamp: {from: Date, clean: [{date: "%d.%m.%Y"}]}
identifiers: {user_id: Customer}
constants: {currency: GBP}
`;

test('a changed column takes its target away from the column that had it', () => {
  const changed = withTarget(readMapping(GUESSED), 'Number', 'order_id');
  expect(Object.fromEntries(targetsByColumn(changed))).toEqual({
    Number: 'order_id',
    Date: 'timestamp',
    Customer: '@user_id',
  });
});

test('an identifier becomes a field and leaves nothing behind', () => {
  const changed = withTarget(readMapping(GUESSED), 'Customer', 'traits.name');
  expect(changed.identifiers).toEqual({});
  expect(targetsByColumn(changed).get('Customer')).toBe('traits.name');
});

test('what the page does not edit comes out as the guess wrote it', () => {
  const written = readMapping(writeMapping(withTarget(readMapping(GUESSED), 'Note', 'coupon')));
  expect(written.constants).toEqual({ currency: 'GBP' });
  expect(written.columns?.timestamp).toEqual({ from: 'Date', clean: [{ date: '%d.%m.%Y' }] });
});

test('rules of a column are changed without losing the rest of it', () => {
  const changed = withSpec(readMapping(GUESSED), 'timestamp', { otherwise: 'empty' });
  expect(specOf(changed, 'timestamp')).toEqual({
    from: 'Date',
    clean: [{ date: '%d.%m.%Y' }],
    otherwise: 'empty',
  });
  expect(specOf(withSpec(changed, '@user_id', { clean: ['trim'] }), '@user_id')).toEqual({
    from: 'Customer',
    clean: ['trim'],
  });
});

test('a rule says its settings by name, however it was written', () => {
  expect(ruleSettings({ date: '%d.%m.%Y' }, 'formats')).toEqual({ formats: '%d.%m.%Y' });
  expect(ruleSettings({ date: { order: 'mdy' } }, 'formats')).toEqual({ order: 'mdy' });
  expect(ruleWith('number', { decimal: '', whole: false })).toBe('number');
  expect(ruleWith('number', { decimal: ',' })).toEqual({ number: { decimal: ',' } });
});

test('what changed is told by target, whichever way the rules were written', () => {
  const before = readMapping(GUESSED);
  const moved = withTarget(before, 'Number', 'order_id');
  const cleaned = withSpec(moved, 'timestamp', { clean: ['trim'] });
  expect(changesBetween(before, before)).toEqual([]);
  expect(changesBetween(before, withTarget(cleaned, 'Customer', null))).toEqual([
    { target: '@user_id', before: 'Customer', after: undefined },
    { target: 'order_id', before: 'Invoice', after: 'Number' },
    { target: 'timestamp', before: 'Date', after: 'Date' },
  ]);
});

test('a column that the file does not have any more is found, one inside of JSON is not lost', () => {
  const mapping = withTarget(readMapping(GUESSED), 'delivery.point', 'properties.point');
  expect(lostColumns(mapping, ['Invoice', 'Customer', 'delivery'])).toEqual(['Date']);
});
