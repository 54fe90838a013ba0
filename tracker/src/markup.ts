/**
 * Events that the page's own markup names:
 *
 *   <article data-oblik-product='{"product_id": "85123A", "price": 2.55}' data-oblik-viewed="Product Viewed">
 *     <button data-oblik-event="Product Added" data-oblik-properties='{"quantity": 1}'>Add</button>
 */
import type { Core } from './core';
import type { Properties } from './types';

/** What the element says, and below it what the nearest product around it says. */
export function propertiesOf(element: Element): Properties {
  const around = element.closest('[data-oblik-product]')?.getAttribute('data-oblik-product');
  return { ...parsed(around), ...parsed(element.getAttribute('data-oblik-properties')) };
}

function parsed(text: string | null | undefined): Properties {
  const found: unknown = JSON.parse(text || '{}');
  return found && typeof found === 'object' ? (found as Properties) : {};
}

export function watchMarkup(core: Core, once: (event: string, properties: Properties) => void): () => void {
  function acted(event: Event): void {
    const element = (event.composedPath()[0] as Element).closest?.('[data-oblik-event]');
    // A form speaks when it is submitted, anything else when it is clicked.
    if (!element || (element.tagName === 'FORM') !== (event.type === 'submit')) return;
    core.track(element.getAttribute('data-oblik-event') as string, propertiesOf(element));
  }

  core.hear('click', acted);
  core.hear('submit', acted);
  return () => {
    for (const element of document.querySelectorAll('[data-oblik-viewed]')) {
      once(element.getAttribute('data-oblik-viewed') as string, propertiesOf(element));
    }
  };
}
