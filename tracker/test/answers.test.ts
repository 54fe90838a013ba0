import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createChoices } from '../src/consent';

/** A browser's cookies, as far as the choice needs them. */
function browser(privacy = false) {
  const jar = new Map<string, string>();
  vi.stubGlobal('navigator', { globalPrivacyControl: privacy });
  vi.stubGlobal('location', { hostname: 'shop.example', protocol: 'https:' });
  vi.stubGlobal('document', {
    get cookie() {
      return [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    },
    set cookie(line: string) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      jar.set(name, value);
    },
  });
}

describe('what a visitor agreed to', () => {
  beforeEach(() => browser());

  it('is never what the site took for granted', () => {
    const choices = createChoices({ consent: 'granted' });
    expect(choices.of('analytics')).toBe('granted');
    expect(choices.preferences()).toEqual({});
  });

  it('is an answer also where it says what held before, and is told once', () => {
    const choices = createChoices({ consent: 'granted' });
    expect(choices.choose({ analytics: 'granted' })).toEqual(['analytics']);
    expect(choices.choose({ analytics: 'granted' })).toEqual([]);
    expect(choices.preferences()).toEqual({ analytics: true });
  });

  it('is known on the next page, and only that', () => {
    createChoices({ consent: 'granted' }).choose({ marketing: 'denied' });
    const next = createChoices({ consent: 'granted' });
    expect([next.of('analytics'), next.of('marketing')]).toEqual(['granted', 'denied']);
    expect(next.preferences()).toEqual({ marketing: false });
  });

  it('is refused by the browser itself', () => {
    browser(true);
    const choices = createChoices({ consent: 'granted' });
    choices.choose('granted');
    expect(choices.preferences()).toEqual({ analytics: true, marketing: false });
  });
});
