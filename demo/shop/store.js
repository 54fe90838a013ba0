// What the shop remembers in the visitor's browser: the basket, the wishlist, who they are. There is no server behind it.

const KEY = 'demo-shop';
const EMPTY = { cart: {}, wishes: [], person: null, coupon: '', language: '' };
export const COUPONS = { WELCOME10: 0.1, TEA20: 0.2 };
export const SHIPPING = 4.95;
export const FREE_FROM = 40;

function read() {
  try {
    return { ...EMPTY, ...JSON.parse(localStorage.getItem(KEY) || '{}') };
  } catch {
    return { ...EMPTY };
  }
}

export const state = read();

export function change(changes) {
  Object.assign(state, changes);
  localStorage.setItem(KEY, JSON.stringify(state));
}

/** The lines of the basket, and what they come to. */
export function basket(catalogue) {
  const lines = catalogue.products
    .filter(({ id }) => state.cart[id])
    .map((product) => ({ product, quantity: state.cart[product.id] }));
  const subtotal = lines.reduce((sum, { product, quantity }) => sum + product.price * quantity, 0);
  const discount = subtotal * (COUPONS[state.coupon] || 0);
  const shipping = !lines.length || subtotal - discount >= FREE_FROM ? 0 : SHIPPING;
  const count = lines.reduce((sum, { quantity }) => sum + quantity, 0);
  const pence = (amount) => Math.round(amount * 100) / 100;
  return {
    lines,
    count,
    subtotal: pence(subtotal),
    discount: pence(discount),
    shipping,
    total: pence(subtotal - discount + shipping),
  };
}

/** Puts so many more of the product into the basket, or takes them out. */
export function put(id, quantity) {
  const count = Math.max(0, (state.cart[id] || 0) + quantity);
  const { [id]: _, ...others } = state.cart;
  change({ cart: count ? { ...others, [id]: count } : others });
}
