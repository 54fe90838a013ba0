import { expect, test } from 'vitest';
import { readMapping, targetsByColumn, withTarget, writeMapping } from './mapping';
import { missingTargets } from './targets';

const GUESSED = `as: orders
columns:
  order_id: Invoice
  timestamp: {from: Date, clean: [{date: "%d.%m.%Y"}]}
identifiers: {user_id: Customer}
constants: {currency: GBP}
`;

test('a changed column takes its target away from the column that had it', () => {
  const changed = withTarget(readMapping(GUESSED), 'Number', 'order_id');
  expect(targetsByColumn(changed)).toEqual(
    new Map([
      ['Number', 'order_id'],
      ['Date', 'timestamp'],
      ['Customer', '@user_id'],
    ]),
  );
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

test('orders cannot be imported before their number and time are known', () => {
  const left = withTarget(readMapping(GUESSED), 'Date', null);
  expect(missingTargets('orders', targetsByColumn(left).values())).toEqual(['timestamp']);
});
