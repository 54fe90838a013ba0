import { describe, expect, it } from 'vitest';
import { arrivalOf } from '../src/campaign';
import { COMMERCE_EVENTS, methodName } from '../src/commerce';
import { entryOf } from '../src/modules/datalayer';
import { translate } from '../src/modules/ga4';
import { readJsonLd } from '../src/modules/jsonld';

describe('the e-commerce events', () => {
  it('are the twenty-eight of the specification, each with a method', () => {
    expect(COMMERCE_EVENTS).toHaveLength(28);
    expect(new Set(COMMERCE_EVENTS.map(methodName)).size).toBe(28);
    expect(methodName('Product Added to Wishlist')).toBe('productAddedToWishlist');
    expect(methodName('Wishlist Product Added to Cart')).toBe('wishlistProductAddedToCart');
  });
});

describe('GA4', () => {
  it('says the same through gtag and through Tag Manager', () => {
    const said = {
      transaction_id: 'T1',
      value: 30,
      currency: 'EUR',
      tax: 5,
      items: [
        { item_id: 'a', item_name: 'A', item_category: 'x', item_category2: 'y', price: 10, quantity: 3 },
      ],
    };
    const gtag = entryOf(Object.assign({ length: 3 }, ['event', 'purchase', said]));
    const manager = entryOf({ event: 'purchase', ecommerce: said, 'gtm.uniqueEventId': 7 });
    const wanted = [
      [
        'Order Completed',
        {
          order_id: 'T1',
          value: 30,
          total: 30,
          currency: 'EUR',
          tax: 5,
          products: [{ product_id: 'a', name: 'A', category: 'x', price: 10, quantity: 3 }],
        },
      ],
    ];
    for (const entry of [gtag, manager])
      expect(translate(entry?.subject ?? '', entry?.said ?? {})).toEqual(wanted);
  });

  it('tells products that are put into the cart one by one, without the value of all', () => {
    const said = {
      currency: 'EUR',
      value: 30,
      items: [
        { item_id: 'a', price: 10 },
        { item_id: 'b', price: 20 },
      ],
    };
    expect(translate('add_to_cart', said)).toEqual([
      ['Product Added', { currency: 'EUR', product_id: 'a', price: 10 }],
      ['Product Added', { currency: 'EUR', product_id: 'b', price: 20 }],
    ]);
    expect(translate('page_view', {})).toEqual([]);
    expect(translate('view_item', { items: [null] })).toEqual([['Product Viewed', {}]]);
  });

  it('is not confused by what else stands in a data layer', () => {
    for (const entry of [null, 1, 'x', [], {}, { event: 7 }, () => 1])
      expect(() => entryOf(entry)).not.toThrow();
  });
});

describe('JSON-LD', () => {
  it('gives the product of a graph with its first offer', () => {
    const graph = {
      '@graph': [
        { '@type': 'BreadcrumbList' },
        {
          '@type': ['Product', 'Thing'],
          sku: 85123,
          name: 'Heart',
          brand: { name: 'Wick' },
          image: ['https://i/1.jpg'],
          offers: [{ '@type': 'Offer', price: '2,95', priceCurrency: 'GBP' }],
        },
      ],
    };
    expect(readJsonLd(['not json', JSON.stringify(graph)])).toEqual({
      products: [
        {
          product_id: '85123',
          name: 'Heart',
          brand: 'Wick',
          price: 2.95,
          currency: 'GBP',
          image_url: 'https://i/1.jpg',
        },
      ],
      orders: [],
    });
  });

  it('gives an order with what was bought', () => {
    const order = {
      '@type': 'http://schema.org/Order',
      orderNumber: 'A-1',
      priceCurrency: 'UAH',
      acceptedOffer: [
        {
          itemOffered: { '@type': 'Product', sku: 'm', name: 'Mug' },
          price: 100,
          eligibleQuantity: { value: 2 },
        },
      ],
    };
    expect(readJsonLd([JSON.stringify([order])]).orders).toEqual([
      {
        order_id: 'A-1',
        total: 200,
        currency: 'UAH',
        products: [{ product_id: 'm', name: 'Mug', price: 100, quantity: 2 }],
      },
    ]);
  });
});

describe('an arrival', () => {
  it('tells campaign and click ids', () => {
    expect(arrivalOf('?utm_source=a&utm_campaign=b&utm_id=7&fbclid=x&page=2')).toEqual({
      campaign: { source: 'a', name: 'b', id: '7' },
      clickIds: { fbclid: 'x' },
    });
    expect(arrivalOf('?page=2')).toEqual({});
  });
});
