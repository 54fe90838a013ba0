/** Loaded where a site has several domains: carries the visitor's id over, in the links that lead there. */
import type { Core } from '../core';
import { digest } from '../ids';

const PARAMETER = 'oblik_from';
const VALID = 120; // seconds: a link that is copied and sent to somebody else carries nobody over

export function start(core: Core): void {
  const domains = core.options.linkDomains || [];
  const ours = (host: string) => domains.some((domain) => host === domain || host.endsWith(`.${domain}`));

  function decorate(event: Event): void {
    const target = event.composedPath()[0];
    const link = target instanceof Element ? target.closest('a') : null;
    if (!link || link.hostname === location.hostname || !ours(link.hostname)) return;
    if (core.choices.of('analytics') !== 'granted') return;
    const url = new URL(link.href);
    const now = Date.now();
    const said = `${core.identity.at(now, '').anonymousId}.${Math.floor(now / 1000).toString(36)}`;
    url.searchParams.set(PARAMETER, `${said}.${digest(said + navigator.userAgent)}`);
    link.href = url.href;
  }

  core.hear('mousedown', decorate);
  core.hear('touchstart', decorate);
  core.hear('keydown', decorate);

  /** The id comes along only from a domain of ours, from the same browser, and just now. */
  function arrive(): void {
    const url = new URL(location.href);
    const said = url.searchParams.get(PARAMETER);
    if (!said) return;
    url.searchParams.delete(PARAMETER);
    History.prototype.replaceState.call(history, history.state, '', url.href);
    core.fire('tidied', undefined);
    const [id, seconds, check] = said.split('.') as [string, string?, string?];
    const age = Date.now() / 1000 - Number.parseInt(seconds || '', 36);
    const from = document.referrer && new URL(document.referrer).hostname;
    if (!from || !ours(from) || !(age < VALID) || check !== digest(`${id}.${seconds}${navigator.userAgent}`))
      return;
    const follow = () => {
      if (core.choices.of('analytics') !== 'granted') return;
      const { anonymousId } = core.identity.at(Date.now(), '');
      if (anonymousId === id) return;
      // Both ids are of one browser; from now on it has one.
      const externalIds = [{ id, type: 'anonymous_id', collection: 'users', encoding: 'none' }];
      core.tell('identify', { traits: {} }, { context: { externalIds } });
      core.identity.become(id);
    };
    core.on('consent', follow);
    follow();
  }
  arrive();
}
