import { expect, test } from 'vitest';
import { makeFormat } from './format';

/** Narrow and no-break spaces differ between versions of ICU. */
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

test('a moment is shown in the zone of the workspace, a calendar day is not shifted by it', () => {
  const format = makeFormat('en', 'America/Los_Angeles', 'USD');
  expect(format.date('2026-11-21T03:00:00Z')).toBe('Nov 20, 2026');
  expect(format.day('2026-11-21')).toBe('Nov 21, 2026');
});

test('money follows the language, and an amount without a currency is in the one of the workspace', () => {
  expect(plain(makeFormat('uk', 'Europe/Kyiv', 'UAH').money(1234.5, null))).toBe('1 234,50 ₴');
  expect(makeFormat('en', 'UTC', 'UAH').money(10, 'GBP')).toBe('£10.00');
});

test('a currency that is none does not take the page down', () => {
  expect(makeFormat('en', 'UTC', 'USD').money(10, 'bonus points')).toBe('10 bonus points');
});

test('time past is said in the largest unit that fits', () => {
  const format = makeFormat('en', 'UTC', 'USD');
  const now = Date.parse('2026-11-21T12:00:00Z');
  expect(format.relative('2026-11-21T11:58:00Z', now)).toBe('2 minutes ago');
  expect(format.relative('2026-11-19T12:00:00Z', now)).toBe('2 days ago');
  expect(format.relative('2026-11-21T12:00:05Z', now)).toBe('now');
});

test('any value of a trait can be read', () => {
  const format = makeFormat('en', 'UTC', 'USD');
  expect(format.value('1984-03-12')).toBe('Mar 12, 1984');
  expect(format.value({ a: [1] })).toBe('{"a":[1]}');
  expect(format.value('2026-99-99T99:99')).toBe('2026-99-99T99:99');
  expect(format.value('')).toBe('–');
});

test('a share that is not nothing is not shown as nothing, nor one that is not all as all', () => {
  const { percent } = makeFormat('en', 'UTC', 'USD');
  expect([0, 0.0004, 0.001, 0.5, 0.9996, 1].map(percent)).toEqual([
    '0%',
    '<0.1%',
    '0.1%',
    '50%',
    '>99.9%',
    '100%',
  ]);
});

test('a country that came as a code is shown by its name, any other text as it is', () => {
  expect(makeFormat('uk', 'UTC', 'USD').country('ua')).toBe('Україна');
  expect(makeFormat('en', 'UTC', 'USD').country('Ukraine')).toBe('Ukraine');
  expect(makeFormat('en', 'UTC', 'USD').country('{{7*7}}')).toBe('{{7*7}}');
});
