import { expect, it } from 'vitest';
import { CONSENTS, optionsOf, wishesOf, written } from './trackerOptions';

it('reads back every answer that it writes', () => {
  for (const consent of CONSENTS) {
    for (const forms of [true, false]) {
      expect(wishesOf(optionsOf({ consent, forms }))).toEqual({ consent, forms });
    }
  }
});

it('takes what it does not know for the careful answer', () => {
  expect(wishesOf({ consent: { analytics: 'granted' }, identifyForms: 'yes' })).toEqual({
    consent: 'unknown',
    forms: false,
  });
});

it('writes what a tag takes between single quotes', () => {
  expect(written(optionsOf({ consent: 'tcf', forms: true }))).toBe(
    '{"consentFrom": "tcf", "identifyForms": true}',
  );
});
