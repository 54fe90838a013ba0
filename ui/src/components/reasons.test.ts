import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import en from '@/locales/en/reasons.json';
import ru from '@/locales/ru/reasons.json';
import uk from '@/locales/uk/reasons.json';
import { tell } from './reasons';

const PRODUCT = new URL('../../../src/oblik/', import.meta.url);
const source = (path: string) => readFileSync(new URL(path, PRODUCT), 'utf8');
const modules = (folder: string) =>
  readdirSync(new URL(folder, PRODUCT), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.py'))
    .map((name) => source(`${folder}${name}`));
const found = (text: string, pattern: RegExp) =>
  [...text.matchAll(pattern)].flatMap(([, code]) => code ?? []);

/** Why an event or a request was refused, and why a whole request is in the quarantine. */
const [listed = ''] = source('collect/reasons.py').split('\nclass ');
const refusals = [
  ...found(listed, /^ {4}"(\w+)": /gm),
  ...found(source('app/pipeline/steps.py'), /code = .*"(unreadable_\w+)"/g),
];

/** Why the management API did not do what was asked. */
const problems = [
  ...[
    'api/routes/',
    'govern/',
    'identity/',
    'profiles/',
    'collect/arrival/',
    'collect/imports/',
    'store/outside/',
  ].flatMap(modules),
  ...['api/access.py', 'api/cursors.py', 'app/edits.py', 'kernel/errors.py', 'kernel/ids.py'].map(source),
  source('store/secrets.py'),
  source('collect/sources_repository.py'),
].flatMap((text) => found(text, /\bcode ?= ?"(\w+)"/g));

test.each([
  ['en', en],
  ['uk', uk],
  ['ru', ru],
])('every code of the product has a sentence in %s', (_, sentences) => {
  expect(refusals.length).toBeGreaterThan(25);
  expect(problems.length).toBeGreaterThan(40);
  const known = new Map(Object.entries(sentences));
  expect([...refusals, ...problems].filter((code) => !known.get(code)?.endsWith('.'))).toEqual([]);
});

test('who does not read the language of the server is told in their own, with what the server said beside it', () => {
  expect(tell('Подія завелика.', 'Expected at most 32768 bytes, got 40000.', 'uk')).toEqual({
    sentence: 'Подія завелика.',
    detail: 'Expected at most 32768 bytes, got 40000.',
  });
});

test('the sentence of the server names what came, so who reads its language is told that one', () => {
  expect(tell('The event is too large.', 'Expected at most 32768 bytes, got 40000.', 'en')).toEqual({
    sentence: 'Expected at most 32768 bytes, got 40000.',
    detail: null,
  });
});

test('a code that is not known here is told by the server, in any language', () => {
  expect(tell(null, 'Something new.', 'ru')).toEqual({ sentence: 'Something new.', detail: null });
});
