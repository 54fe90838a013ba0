/** Loaded when marketing is agreed to and a pixel configured: hands the same calls to advertising networks. */
import type { Core, Event } from '../core';
import type { Properties } from '../types';

type Queueing = ((...said: unknown[]) => void) & Record<string, unknown>;
type Page = Window & Record<string, unknown>;

const page = window as unknown as Page;

/** An event → the names it has for Meta, TikTok and Google; "" where the network has none. */
const NAMES: Record<string, [meta: string, tiktok: string, google: string]> = {
  'Products Searched': ['Search', 'Search', 'search'],
  'Product Viewed': ['ViewContent', 'ViewContent', 'view_item'],
  'Product Added': ['AddToCart', 'AddToCart', 'add_to_cart'],
  'Product Removed': ['', '', 'remove_from_cart'],
  'Product Added to Wishlist': ['AddToWishlist', 'AddToWishlist', 'add_to_wishlist'],
  'Cart Viewed': ['', '', 'view_cart'],
  'Checkout Started': ['InitiateCheckout', 'InitiateCheckout', 'begin_checkout'],
  'Payment Info Entered': ['AddPaymentInfo', 'AddPaymentInfo', 'add_payment_info'],
  'Order Completed': ['Purchase', 'CompletePayment', 'purchase'],
  'Signed Up': ['CompleteRegistration', 'CompleteRegistration', 'sign_up'],
};

interface Network {
  view(): void;
  track(event: Event, name: string, properties: Properties): void;
  allow(allowed: boolean): void;
}

export function start(core: Core): void {
  const { meta, tiktok, google } = core.options.pixels || {};
  const networks = [meta && metaPixel(meta), tiktok && tiktokPixel(tiktok), google && googleTag(google)];

  core.on('event', (event) => {
    if (core.choices.of('marketing') !== 'granted') return;
    networks.forEach((network, index) => {
      if (!network) return;
      const name = NAMES[event.event || '']?.[index as 0 | 1 | 2];
      if (event.type === 'page') network.view();
      else if (name) network.track(event, name, event.properties as Properties);
    });
  });
  core.on('consent', () => {
    const allowed = core.choices.of('marketing') === 'granted';
    for (const network of networks) if (network) network.allow(allowed);
  });
}

function load(src: string): void {
  const script = document.createElement('script');
  const own = document.querySelector<HTMLScriptElement>('script[nonce]');
  if (own) script.nonce = own.nonce;
  script.async = true;
  script.src = src;
  document.head.appendChild(script);
}

/** Products, value and currency of an event; a single product is a list of one. */
function goods(properties: Properties) {
  const list = Array.isArray(properties.products) ? (properties.products as Properties[]) : [properties];
  const products = list.filter((item) => item?.product_id || item?.sku);
  const value = properties.value ?? properties.revenue ?? properties.total ?? properties.price;
  const { currency } = properties;
  return { products, ...(value != null && { value }), ...(currency != null && { currency }) };
}

const idOf = (product: Properties) => product.product_id ?? product.sku;

function metaPixel(id: string): Network {
  if (!page.fbq) {
    const fbq = ((...said: unknown[]) => {
      if (typeof fbq.callMethod === 'function') fbq.callMethod(...said);
      else (fbq.queue as unknown[]).push(said);
    }) as Queueing;
    Object.assign(fbq, { push: fbq, loaded: true, version: '2.0', queue: [] });
    page.fbq = fbq;
    page._fbq ??= fbq;
    load('https://connect.facebook.net/en_US/fbevents.js');
  }
  const fbq = page.fbq as Queueing;
  fbq('init', id);
  return {
    view: () => fbq('trackSingle', id, 'PageView'),
    track(event, name, properties) {
      const { products, ...more } = goods(properties);
      const contents = products.map((item) => ({
        id: idOf(item),
        quantity: item.quantity ?? 1,
        item_price: item.price,
      }));
      const said = { ...more, content_type: 'product', content_ids: products.map(idOf), contents };
      fbq('trackSingle', id, name, said, { eventID: event.messageId });
    },
    allow: (allowed) => fbq('consent', allowed ? 'grant' : 'revoke'),
  };
}

function tiktokPixel(id: string): Network {
  type Queue = unknown[] & Record<string, unknown>;
  if (!page.ttq) {
    const ttq = [] as unknown as Queue;
    const methods =
      'page track identify instances debug on off once ready alias group enableCookie disableCookie holdConsent revokeConsent grantConsent';
    const queueing = (queue: Queue) => {
      for (const name of methods.split(' '))
        queue[name] = (...said: unknown[]) => queue.push([name, ...said]);
      return queue;
    };
    const src = 'https://analytics.tiktok.com/i18n/pixel/events.js';
    page.TiktokAnalyticsObject = 'ttq';
    page.ttq = Object.assign(queueing(ttq), {
      methods: methods.split(' '),
      instance: () => (ttq._i as Record<string, Queue>)[id],
      _i: { [id]: Object.assign(queueing([] as unknown as Queue), { _u: src }) },
      _t: { [id]: Date.now() },
      _o: { [id]: {} },
    });
    load(`${src}?sdkid=${encodeURIComponent(id)}&lib=ttq`);
  }
  const ttq = page.ttq as Record<string, (...said: unknown[]) => void>;
  return {
    view: () => ttq.page?.(),
    track(event, name, properties) {
      const { products, ...more } = goods(properties);
      const contents = products.map((item) => ({
        content_id: idOf(item),
        content_type: 'product',
        content_name: item.name,
        quantity: item.quantity ?? 1,
        price: item.price,
      }));
      ttq.track?.(name, { ...more, contents, query: properties.query }, { event_id: event.messageId });
    },
    allow: (allowed) => (allowed ? ttq.grantConsent?.() : ttq.revokeConsent?.()),
  };
}

function googleTag(id: string): Network {
  page.dataLayer ??= [];
  // Google's script tells calls from other entries by their being `arguments`.
  const gtag = function () {
    // biome-ignore lint/complexity/noArguments: see above
    (page.dataLayer as unknown[]).push(arguments);
  } as (...said: unknown[]) => void;
  const allow = (allowed: boolean) => {
    const state = allowed ? 'granted' : 'denied';
    gtag('consent', 'update', {
      ad_storage: state,
      ad_user_data: state,
      ad_personalization: state,
      oblik: true,
    });
  };
  gtag('js', new Date());
  gtag('config', id, { send_page_view: false });
  allow(true);
  load(`https://www.googletagmanager.com/gtag/js?id=${encodeURIComponent(id)}`);
  return {
    view: () => gtag('event', 'page_view', { send_to: id, oblik: true }),
    track(event, name, properties) {
      const { products, ...more } = goods(properties);
      const items = products.map((item) => ({
        item_id: idOf(item),
        item_name: item.name,
        item_brand: item.brand,
        item_category: item.category,
        item_variant: item.variant,
        price: item.price,
        quantity: item.quantity,
      }));
      const said = { ...more, items, search_term: properties.query, transaction_id: properties.order_id };
      gtag('event', name, { ...said, event_id: event.messageId, send_to: id, oblik: true });
    },
    allow,
  };
}
