/** Clicks: on buttons, on links, on links that lead to other sites, on downloads, on elements that name their event. */
import type { Core } from './core';
import { selectorOf, tagOf, textOf } from './elements';
import { maskUrl } from './masks';
import type { Properties } from './types';

const CLICKABLE =
  'a[href],button,summary,input[type=submit],input[type=button],[role=button],[role=link],[role=tab],[role=menuitem]';
const FILES =
  /\.(pdf|docx?|xlsx?|pptx?|csv|txt|rtf|odt|ods|zip|rar|7z|gz|dmg|exe|msi|apk|mp3|mp4|mov|avi|epub|ics)$/i;

export function watchClicks(core: Core): void {
  function clicked(event: MouseEvent): void {
    if (event.button > 1) return;
    const target = event.composedPath()[0];
    const element = target instanceof Element ? target.closest(CLICKABLE) : null;
    if (!element || element.closest('[data-oblik-ignore],[data-oblik-event]')) return;
    // Enter in a field makes browsers click the form's button; the form tells that it was submitted.
    if (!event.detail && (document.activeElement as HTMLElement | null)?.matches('form input')) return;
    const [name, more] = element instanceof HTMLAnchorElement ? kindOf(element) : ['Element Clicked', {}];
    core.track(name, {
      text: textOf(element),
      selector: selectorOf(element),
      tag: tagOf(element),
      ...more,
    });
  }

  core.hear('click', clicked);
  core.hear('auxclick', clicked);
}

/** The event of a click on a link, and what it says besides. */
function kindOf(link: HTMLAnchorElement): [string, Properties] {
  const { protocol, hostname, pathname } = link;
  if (!/^https?:$/.test(protocol)) return ['Element Clicked', { href: protocol }]; // mailto: and tel: name somebody
  const href = maskUrl(link.href);
  const file = FILES.exec(pathname)?.[1];
  if (file || link.hasAttribute('download'))
    return ['File Downloaded', { href, extension: file?.toLowerCase() }];
  if (!sameSite(hostname)) return ['Outbound Link Clicked', { href, domain: hostname }];
  return ['Element Clicked', { href }];
}

/** Whether the host is this page's, or one above or below it. */
function sameSite(host: string): boolean {
  const here = location.hostname.replace(/^www\./, '');
  const there = host.replace(/^www\./, '');
  return here === there || here.endsWith(`.${there}`) || there.endsWith(`.${here}`);
}
