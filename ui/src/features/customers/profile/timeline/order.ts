import type { Json, JsonObject, TimelineEvent } from '@/api/types';

export interface OrderLine {
  key: string;
  name: string;
  quantity: number | null;
  price: number | null;
}

export interface Order {
  id: string | null;
  total: number | null;
  currency: string | null;
  lines: OrderLine[];
  /** How many lines there are in all; only the first are shown. */
  count: number;
}

const SHOWN = 6;

const object = (value: Json | undefined): JsonObject | null =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? value : null;
const text = (value: Json | undefined) =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : null;
const number = (value: Json | undefined) => (typeof value === 'number' ? value : null);

function line(raw: Json, index: number): OrderLine {
  const product = object(raw) ?? {};
  const id = text(product.product_id) ?? text(product.sku);
  return {
    key: `${index} ${id}`,
    name: text(product.name) ?? id ?? '–',
    quantity: number(product.quantity),
    price: number(product.price),
  };
}

/** What a person wants to see of an order, from an event of the Segment e-commerce spec; null for other events. */
export function orderOf({ name, properties, value, currency }: TimelineEvent): Order | null {
  if (!name.startsWith('Order ')) return null;
  const products = Array.isArray(properties.products) ? properties.products : [];
  return {
    id: text(properties.order_id),
    total: value ?? number(properties.total) ?? number(properties.revenue),
    currency: currency ?? text(properties.currency),
    lines: products.slice(0, SHOWN).map(line),
    count: products.length,
  };
}

/** The one property that says most about an event, for its line in the timeline. */
export function gist({ type, properties, context }: TimelineEvent): string | null {
  if (type === 'identify') return null; // what it said stands among the traits
  const page = object(context.page);
  const candidates = [
    properties.name,
    properties.query,
    properties.title,
    properties.subject,
    properties.product_id,
    page?.title,
    page?.path,
    properties.path,
    properties.url,
  ];
  return candidates.map(text).find((each) => each) ?? null;
}
