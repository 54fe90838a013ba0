/** Products and orders in a page's schema.org data (JSON-LD), as properties of our events. */
import type { Properties } from '../types';

type Node = Record<string, unknown>;

/** What one document of JSON-LD says: the product that the page is about, and the orders confirmed on it. */
export interface Found {
  products: Properties[];
  orders: Properties[];
}

export function readJsonLd(documents: string[]): Found {
  const nodes = documents.flatMap((text) => {
    try {
      return flat(JSON.parse(text));
    } catch {
      return [];
    }
  });
  return {
    products: nodes.filter((node) => isA(node, 'Product')).map(product),
    orders: nodes.filter((node) => isA(node, 'Order') && textOf(node.orderNumber)).map(order),
  };
}

/** The nodes at the top, in a list or graph, and what a page says it is about. Offers of lists are not among them. */
function flat(value: unknown): Node[] {
  if (Array.isArray(value)) return value.flatMap(flat);
  if (!value || typeof value !== 'object') return [];
  const node = value as Node;
  return [node, ...flat(node['@graph']), ...flat(node.mainEntity)];
}

function isA(node: Node, type: string): boolean {
  return list(node['@type']).some((said) => String(said).replace(/^.*[/:]/, '') === type);
}

function product(node: Node): Properties {
  const offer = first(node.offers);
  const price = first(offer.priceSpecification).price ?? offer.price ?? offer.lowPrice;
  return filled({
    product_id: textOf(
      node.sku ?? node.productID ?? node.mpn ?? node.gtin ?? node.gtin13 ?? node['@id'] ?? node.url,
    ),
    name: textOf(node.name),
    brand: textOf(first(node.brand).name ?? node.brand),
    category: textOf(first(node.category).name ?? list(node.category)[0]),
    price: number(price),
    currency: textOf(offer.priceCurrency ?? first(offer.priceSpecification).priceCurrency),
    url: textOf(node.url ?? offer.url),
    image_url: textOf(first(node.image).url ?? list(node.image)[0]),
  });
}

function order(node: Node): Properties {
  const offers = list(node.acceptedOffer) as Node[];
  const products = offers.map((offer) =>
    filled({
      ...product(first(offer.itemOffered)),
      price: number(offer.price),
      quantity: number(first(offer.eligibleQuantity).value),
    }),
  );
  return filled({
    order_id: textOf(node.orderNumber),
    total: number(node.price ?? first(node.totalPaymentDue).value ?? sum(products)),
    currency: textOf(node.priceCurrency ?? offers[0]?.priceCurrency),
    discount: number(node.discount),
    coupon: textOf(node.discountCode),
    products: products.length ? products : undefined,
  });
}

function sum(products: Properties[]): number | undefined {
  const prices = products.map((item) => Number(item.price) * Number(item.quantity ?? 1));
  return prices.length ? Math.round(prices.reduce((a, b) => a + b, 0) * 100) / 100 : undefined;
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : value == null ? [] : [value];
}

function first(value: unknown): Node {
  const [found] = list(value);
  return found && typeof found === 'object' ? (found as Node) : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

function number(value: unknown): number | undefined {
  const found = typeof value === 'string' ? Number(value.replace(/\s/g, '').replace(',', '.')) : value;
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
}

function filled(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));
}
