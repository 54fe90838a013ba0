// What the shop tells Oblik. Calls made before the tracker has loaded wait in `q`, as the snippet has them wait.

const q = [];
window.oblik ||= new Proxy(
  { q },
  {
    get: (own, method) =>
      own[method] || ((...given) => new Promise((resolve) => q.push([method, given, resolve]))),
  },
);

/** The tracker, or what stands in for it. */
export const oblik = new Proxy({}, { get: (_, method) => window.oblik[method] });

/** A product as events carry it. */
export function goods(product, quantity, position) {
  const { id, name, price, category } = product;
  return {
    product_id: id,
    name,
    category,
    price,
    currency: 'GBP',
    url: new URL(`product/${id}`, document.baseURI).href,
    ...(quantity && { quantity }),
    ...(position && { position }),
  };
}
