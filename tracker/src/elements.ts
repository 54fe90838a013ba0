/** What an element is called, so that the same button has the same name tomorrow; never what was typed into it. */
import { maskText } from './masks';

const GENERATED = /\d{3}|[:.]|^(radix|mui|react|ember|__)/; // ids that a framework makes anew each time
const DEEPEST = 5;

/** A short CSS path that begins at the nearest element with a name of its own. */
export function selectorOf(element: Element): string {
  const parts: string[] = [];
  let at: Element | null = element;
  while (at && at !== document.body && parts.length < DEEPEST) {
    const own = ownName(at);
    parts.unshift(own || place(at));
    if (own) break;
    at = at.parentElement;
  }
  return parts.join(' > ');
}

function ownName(element: Element): string {
  for (const name of ['data-oblik-id', 'data-testid', 'data-test', 'id', 'name']) {
    const value = element.getAttribute(name);
    if (!value || value.length > 60 || (name === 'id' && GENERATED.test(value))) continue;
    return name === 'id' ? `#${value}` : `${tagOf(element)}[${name}="${value}"]`;
  }
  return '';
}

function place(element: Element): string {
  const alike = Array.from(element.parentElement?.children || []).filter(
    (e) => e.tagName === element.tagName,
  );
  return tagOf(element) + (alike.length > 1 ? `:nth-of-type(${alike.indexOf(element) + 1})` : '');
}

export function tagOf(element: Element): string {
  return element.tagName.toLowerCase();
}

/** What stands on a button or link; "" where the page asks to keep it (`data-oblik-mask`). */
export function textOf(element: Element): string {
  if (element.closest('[data-oblik-mask]')) return '';
  const label = element.getAttribute('aria-label') || element.getAttribute('title');
  const value = element instanceof HTMLInputElement ? element.value : element.textContent;
  return maskText(value) || maskText(label || element.querySelector('img')?.alt || '');
}
