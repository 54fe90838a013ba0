/** GA4's e-commerce events in the names and properties of Segment's specification. */
import type { Properties } from '../types';

/** An event to track; `items` that are events of their own come one by one. */
export type Translated = [event: string, properties: Properties];

const NAMES: Record<string, string> = {
  view_item_list: 'Product List Viewed',
  select_item: 'Product Clicked',
  view_item: 'Product Viewed',
  add_to_cart: 'Product Added',
  remove_from_cart: 'Product Removed',
  add_to_wishlist: 'Product Added to Wishlist',
  view_cart: 'Cart Viewed',
  begin_checkout: 'Checkout Started',
  add_shipping_info: 'Checkout Step Completed',
  add_payment_info: 'Payment Info Entered',
  purchase: 'Order Completed',
  refund: 'Order Refunded',
  view_promotion: 'Promotion Viewed',
  select_promotion: 'Promotion Clicked',
  search: 'Products Searched',
  view_search_results: 'Products Searched',
  sign_up: 'Signed Up',
  login: 'Signed In',
};
const ONE_BY_ONE = /^Product (Clicked|Viewed|Added|Removed)/;

/** GA4's parameter → ours; what is not named here keeps its name. */
const ITEM: Record<string, string> = {
  item_id: 'product_id',
  item_name: 'name',
  item_brand: 'brand',
  item_category: 'category',
  item_variant: 'variant',
  item_list_id: 'list_id',
  index: 'position',
};
const EVENT: Record<string, string> = {
  transaction_id: 'order_id',
  item_list_id: 'list_id',
  item_list_name: 'category',
  search_term: 'query',
  promotion_name: 'name',
  creative_name: 'creative',
  creative_slot: 'position',
  shipping_tier: 'shipping_method',
  payment_type: 'payment_method',
};
const OF_EVENT =
  /^(currency|value|revenue|tax|shipping|coupon|discount|affiliation|promotion_id|method|cart_id|checkout_id)$/;

/** What GA4's event is among ours; none where it is no e-commerce event. */
export function translate(name: string, said: Properties): Translated[] {
  const event = NAMES[name];
  if (!event) return [];
  const properties: Properties = {};
  for (const [key, value] of Object.entries(said)) {
    const ours = EVENT[key] || (OF_EVENT.test(key) ? key : '');
    if (ours && value != null) properties[ours] = value;
  }
  if (event.startsWith('Order') && properties.value != null) properties.total = properties.value;
  const products = Array.isArray(said.items) ? said.items.map(product) : [];
  if (!ONE_BY_ONE.test(event)) return [[event, { ...properties, ...(products.length && { products }) }]];
  if (products.length > 1) delete properties.value; // it is that of all together
  return (products.length ? products : [{}]).map((item) => [event, { ...properties, ...item }]);
}

function product(item: Properties): Properties {
  const entries = Object.entries(item || {}).filter(([key]) => !/^item_category\d/.test(key));
  return Object.fromEntries(entries.map(([key, value]) => [ITEM[key] || key, value]));
}
