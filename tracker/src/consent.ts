/** What the visitor has agreed to: the site's default, then the choice kept from an earlier page, then what is said. */
import { readCookie, widestDomain, writeCookie } from './storage';
import type { Consent, Options, Purpose, State } from './types';

const COOKIE = 'oblik_consent';
export const PURPOSES: Purpose[] = ['analytics', 'marketing'];

export interface Choices {
  of(purpose: Purpose): State;
  /** Each purpose that the visitor answered, with whether it was allowed, as events carry it; never the site's default. */
  preferences(): Record<string, boolean>;
  /** Keeps the choice; the purposes whose state is another one now, or was the site's default only. */
  choose(said: State | Consent): Purpose[];
}

export function createChoices(options: Options): Choices {
  const states: Record<Purpose, State> = { analytics: 'unknown', marketing: 'unknown' };
  const answers: Consent = {};
  const refuses =
    options.honourPrivacyControl !== false &&
    (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl === true;

  const mark = (purpose: Purpose) => `${states[purpose]} ${answers[purpose] || 'unknown'}`;

  function take(said: State | Consent | undefined, answered?: boolean): Purpose[] {
    const before = PURPOSES.map(mark);
    for (const purpose of PURPOSES) {
      let state = typeof said === 'string' ? said : said?.[purpose];
      if (refuses && purpose === 'marketing') state = 'denied';
      else if (state !== 'granted' && state !== 'denied' && state !== 'unknown') continue;
      states[purpose] = state;
      if (answered) answers[purpose] = state;
    }
    return PURPOSES.filter((purpose, place) => mark(purpose) !== before[place]);
  }

  take(options.consent);
  take(Object.fromEntries(new URLSearchParams(readCookie(COOKIE))) as Consent, true);
  return {
    of: (purpose) => states[purpose],
    preferences: () =>
      Object.fromEntries(
        PURPOSES.filter((purpose) => (answers[purpose] || 'unknown') !== 'unknown').map((purpose) => [
          purpose,
          answers[purpose] === 'granted',
        ]),
      ),
    choose(said) {
      const changed = take(said, true);
      // The choice itself may be kept: without it the visitor would be asked on every page.
      if (changed.length) {
        const text = new URLSearchParams(answers).toString();
        writeCookie(COOKIE, text, options.cookieDomain ?? widestDomain());
      }
      return changed;
    },
  };
}
