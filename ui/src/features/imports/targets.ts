import type { ImportKind } from '@/api/types';

/** What a column can become, per kind of import. An identifier is written with `@` before its namespace. */
const FIELDS: Record<ImportKind, string[]> = {
  profiles: [
    'name',
    'first_name',
    'last_name',
    'birthday',
    'gender',
    'country',
    'city',
    'address',
    'postal_code',
    'company',
    'language',
    'created_at',
    'consent.email',
    'consent.sms',
    'timestamp',
  ],
  events: ['event', 'timestamp', 'properties', 'context', 'message_id'],
  orders: [
    'order_id',
    'timestamp',
    'product_id',
    'name',
    'sku',
    'category',
    'brand',
    'variant',
    'price',
    'currency',
    'url',
    'image_url',
    'quantity',
    'amount',
    'total',
    'shipping',
    'tax',
    'discount',
    'coupon',
    'status',
    'refunded_at',
    'affiliation',
    'payment_method',
    'shipping_method',
    'traits.country',
    'traits.city',
    'traits.name',
  ],
  products: [
    'product_id',
    'name',
    'sku',
    'category',
    'brand',
    'variant',
    'price',
    'currency',
    'url',
    'image_url',
    'available',
    'quantity',
  ],
  messages: [
    'activity',
    'timestamp',
    'sent_at',
    'delivered_at',
    'opened_at',
    'clicked_at',
    'bounced_at',
    'complained_at',
    'unsubscribed_at',
    'subscribed_at',
    'channel',
    'campaign',
    'subject',
    'message',
    'url',
    'reason',
    'topic',
  ],
};

const REQUIRED: Partial<Record<ImportKind, string[]>> = {
  events: ['event', 'timestamp'],
  orders: ['order_id', 'timestamp'],
  products: ['product_id'],
};

const NAMESPACES = ['user_id', 'email', 'phone', 'loyalty_card', 'anonymous_id', 'device_id'];

export const targetsOf = (kind: ImportKind) => ({
  fields: FIELDS[kind],
  identifiers: kind === 'products' ? [] : NAMESPACES.map((namespace) => `@${namespace}`),
});

export function missingTargets(kind: ImportKind, used: Iterable<string>): string[] {
  const present = new Set(used);
  return (REQUIRED[kind] ?? []).filter((target) => !present.has(target));
}
