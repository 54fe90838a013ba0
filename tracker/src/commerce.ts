/** The e-commerce events, named and shaped as Segment's specification has them, and a method for each. */
import type { CallOptions, Properties, Told } from './types';

export interface Product extends Properties {
  product_id?: string;
  sku?: string;
  category?: string;
  name?: string;
  brand?: string;
  variant?: string;
  price?: number;
  quantity?: number;
  coupon?: string;
  position?: number;
  url?: string;
  image_url?: string;
}

interface Valued extends Product {
  currency?: string;
  value?: number;
}

interface InCart extends Product {
  cart_id?: string;
}

export interface Order extends Properties {
  order_id?: string;
  affiliation?: string;
  value?: number;
  revenue?: number;
  shipping?: number;
  tax?: number;
  discount?: number;
  coupon?: string;
  currency?: string;
  products?: Product[];
}

interface List extends Properties {
  list_id?: string;
  category?: string;
  products?: Product[];
}

interface FilteredList extends List {
  filters?: { type: string; value: string }[];
  sorts?: { type: string; value: string }[];
}

interface Promotion extends Properties {
  promotion_id?: string;
  creative?: string;
  name?: string;
  position?: string;
}

interface Cart extends Properties {
  cart_id?: string;
  products?: Product[];
}

interface Step extends Properties {
  checkout_id?: string;
  step?: number;
  shipping_method?: string;
  payment_method?: string;
}

interface Coupon extends Properties {
  order_id?: string;
  cart_id?: string;
  coupon_id?: string;
  coupon_name?: string;
  discount?: number;
  reason?: string;
}

interface Wish extends InCart {
  wishlist_id?: string;
  wishlist_name?: string;
}

interface Share extends Properties {
  share_via?: string;
  share_message?: string;
  recipient?: string;
}

interface Review extends Properties {
  product_id: string;
  review_id?: string;
  review_body?: string;
  rating?: number;
}

export interface CommerceEvents {
  'Products Searched': Properties & { query: string };
  'Product List Viewed': List;
  'Product List Filtered': FilteredList;
  'Promotion Viewed': Promotion;
  'Promotion Clicked': Promotion;
  'Product Clicked': Valued;
  'Product Viewed': Valued;
  'Product Added': InCart;
  'Product Removed': InCart;
  'Cart Viewed': Cart;
  'Checkout Started': Order;
  'Checkout Step Viewed': Step;
  'Checkout Step Completed': Step;
  'Payment Info Entered': Step & { order_id?: string };
  'Order Completed': Order & { order_id: string; checkout_id?: string; subtotal?: number; total?: number };
  'Order Updated': Order & { order_id: string; total?: number };
  'Order Cancelled': Order & { order_id: string; total?: number };
  'Order Refunded': Order & { order_id: string; total?: number };
  'Coupon Entered': Coupon;
  'Coupon Applied': Coupon;
  'Coupon Denied': Coupon;
  'Coupon Removed': Coupon;
  'Product Added to Wishlist': Wish;
  'Product Removed from Wishlist': Wish;
  'Wishlist Product Added to Cart': Wish;
  'Product Shared': Share & Product;
  'Cart Shared': Share & Cart;
  'Product Reviewed': Review;
}

export type CommerceEvent = keyof CommerceEvents;

type Camel<Name extends string> = Name extends `${infer First} ${infer Rest}`
  ? `${First}${Capitalize<Camel<Rest>>}`
  : Name;

/** `oblik.productAdded({…})` for `Product Added`, and so on. */
export type CommerceMethods = {
  [Name in CommerceEvent as Uncapitalize<Camel<Name>>]: (
    properties: CommerceEvents[Name],
    options?: CallOptions,
  ) => Told;
};

// Written short: the names are a sizeable part of the script.
const FAMILIES: Record<string, string> = {
  Products: 'Searched',
  'Product List': 'Viewed|Filtered',
  Promotion: 'Viewed|Clicked',
  Product: 'Clicked|Viewed|Added|Removed|Added to Wishlist|Removed from Wishlist|Shared|Reviewed',
  Cart: 'Viewed|Shared',
  Checkout: 'Started',
  'Checkout Step': 'Viewed|Completed',
  'Payment Info': 'Entered',
  Order: 'Completed|Updated|Cancelled|Refunded',
  Coupon: 'Entered|Applied|Denied|Removed',
  'Wishlist Product': 'Added to Cart',
};

export const COMMERCE_EVENTS = Object.keys(FAMILIES).flatMap((what) =>
  (FAMILIES[what] as string).split('|').map((done) => `${what} ${done}` as CommerceEvent),
);

/** `Product Added to Wishlist` → `productAddedToWishlist`. */
export function methodName(event: string): string {
  const joined = event.replace(/ (.)/g, (_, letter: string) => letter.toUpperCase());
  return joined.charAt(0).toLowerCase() + joined.slice(1);
}
