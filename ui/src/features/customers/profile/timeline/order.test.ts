import { expect, test } from 'vitest';
import type { JsonObject, TimelineEvent } from '@/api/types';
import { orderOf } from './order';

const event = (name: string, properties: JsonObject): TimelineEvent => ({
  id: 'm1',
  name,
  type: 'track',
  timestamp: '2026-11-21T10:00:00Z',
  received_at: '2026-11-21T10:00:00Z',
  source: 'shop',
  properties,
  context: {},
  session_id: null,
  value: null,
  currency: null,
  changes: [],
  violation: null,
});

test('an order shows its number, its total and its lines', () => {
  const products: JsonObject[] = [
    { product_id: '1', name: 'Bunting', quantity: 2, price: 4.95 },
    { sku: 'X' },
  ];
  const order = orderOf(
    event('Order Completed', { order_id: 536365, total: 9.9, currency: 'GBP', products }),
  );
  expect(order).toMatchObject({ id: '536365', total: 9.9, currency: 'GBP', count: 2 });
  expect(order?.lines.map(({ name }) => name)).toEqual(['Bunting', 'X']);
});

test('an order made of nonsense is shown as far as it goes, and breaks nothing', () => {
  const products = [null, 'text', { price: '4,95', name: { deep: true } }];
  expect(orderOf(event('Order Completed', { order_id: ['x'], total: 'much', products }))).toMatchObject({
    id: null,
    total: null,
    count: 3,
  });
  expect(orderOf(event('Order Completed', { products: 'none' }))?.lines).toEqual([]);
});

test('other events are not orders', () => {
  expect(orderOf(event('Product Viewed', { order_id: '1' }))).toBeNull();
});
