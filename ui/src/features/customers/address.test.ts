import { expect, test } from 'vitest';
import { customersSearch } from './address';

test('what a link holds beside known parameters is dropped', () => {
  const filter = [
    { trait: 'country', op: 'eq', value: 'UA' },
    { trait: 1, op: 'eq' },
    { trait: 'x', op: 'drop' },
  ];
  expect(customersSearch({ q: 42, columns: ' events,,orders ', sort: {}, filter, evil: '<script>' })).toEqual(
    {
      q: '42',
      columns: 'events,orders',
      sort: undefined,
      filter: [{ trait: 'country', op: 'eq', value: 'UA' }],
    },
  );
});
