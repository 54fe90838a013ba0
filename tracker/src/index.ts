/**
 * The npm package:
 *
 *   import { load } from 'oblik-tracker';
 *   const oblik = load('KEY', { url: 'https://cdp.example.com' });
 *   oblik.track('Coupon Copied', { code: 'WELCOME' });
 */
import { createTracker, type Tracker } from './tracker';
import type { Options } from './types';

export type { CommerceEvents, CommerceMethods, Order, Product } from './commerce';
export type { Tracker } from './tracker';
export type * from './types';

/** Starts the tracker of a page. `url` is the address of the Oblik server, `key` a source's write key. */
export function load(key: string, options: Options & { url: string }): Tracker {
  return createTracker(key, options, {
    commerce: () => import('./modules/commerce'),
    consent: () => import('./modules/consent'),
    links: () => import('./modules/links'),
    pixels: () => import('./modules/pixels'),
  });
}
