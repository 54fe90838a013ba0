/** What the visitor has agreed to: the site's default, then the choice kept from an earlier page, then what is said. */
import { readCookie, widestDomain, writeCookie } from './storage';
import type { Consent, Options, Purpose, State } from './types';

const COOKIE = 'oblik_consent';
export const PURPOSES: Purpose[] = ['analytics', 'marketing'];

export interface Choices {
  of(purpose: Purpose): State;
  /** Each purpose that was answered with whether it was allowed, as events carry it. */
  preferences(): Record<string, boolean>;
  /** Keeps the choice; the purposes whose state is another one now. */
  choose(said: State | Consent): Purpose[];
}

export function createChoices(options: Options): Choices {
  const states: Record<Purpose, State> = { analytics: 'unknown', marketing: 'unknown' };
  const refuses =
    options.honourPrivacyControl !== false &&
    (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl === true;

  function take(said: State | Consent | undefined): Purpose[] {
    const before = { ...states };
    for (const purpose of PURPOSES) {
      const state = typeof said === 'string' ? said : said?.[purpose];
      if (state === 'granted' || state === 'denied' || state === 'unknown') states[purpose] = state;
    }
    if (refuses) states.marketing = 'denied';
    return PURPOSES.filter((purpose) => states[purpose] !== before[purpose]);
  }

  take(options.consent);
  take(Object.fromEntries(new URLSearchParams(readCookie(COOKIE))) as Consent);
  return {
    of: (purpose) => states[purpose],
    preferences: () =>
      Object.fromEntries(
        PURPOSES.filter((purpose) => states[purpose] !== 'unknown').map((purpose) => [
          purpose,
          states[purpose] === 'granted',
        ]),
      ),
    choose(said) {
      const changed = take(said);
      // The choice itself may be kept: without it the visitor would be asked on every page.
      if (changed.length) {
        const text = new URLSearchParams(states).toString();
        writeCookie(COOKIE, text, options.cookieDomain ?? widestDomain());
      }
      return changed;
    },
  };
}
