/** Loaded where a page has JSON-LD or a data layer: tells the e-commerce events that stand in them. */
import type { Core } from '../core';
import type { Properties } from '../types';
import { followDataLayer } from './datalayer';
import { translate } from './ga4';
import { readJsonLd } from './jsonld';

type Once = (event: string, properties: Properties) => void;

/** Follows the data layer, and reads the JSON-LD of each page; gives what reads it. */
export function start(core: Core, once: Once): () => void {
  followDataLayer((entry) => {
    if (entry.command !== 'event' || entry.said.oblik) return; // what our own pixel put there
    for (const [event, properties] of translate(entry.subject, entry.said))
      tell(core, once, event, properties);
  }, core.log);
  return () => {
    const scripts = document.querySelectorAll('script[type="application/ld+json"]');
    const { products, orders } = readJsonLd(Array.from(scripts, (script) => script.textContent || ''));
    // Several products are a list, where nobody looks at one of them.
    if (products.length === 1) once('Product Viewed', products[0] as Properties);
    for (const order of orders) tell(core, once, 'Order Completed', order);
  };
}

function tell(core: Core, once: Once, event: string, properties: Properties): void {
  if (event === 'Product Viewed') once(event, properties);
  else if (event === 'Order Completed' && properties.order_id) {
    // The page of thanks may be loaded again, and may say it twice: one order counts once.
    core.track(event, properties, { messageId: `order-${properties.order_id}`.slice(0, 99) });
  } else core.track(event, properties);
}
