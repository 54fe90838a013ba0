// Fails when a message is missing, unused, unreadable, or does not cover the plurals of its language.
import { readdirSync, readFileSync } from 'node:fs';
import { IntlMessageFormat } from 'intl-messageformat';

const SRC = new URL('../src/', import.meta.url);
const LANGUAGES = ['en', 'uk', 'ru'];
const PLURAL = 6; // the kind of a plural among the elements of a parsed message
const complaints = [];

function flat(value, path, into) {
  if (typeof value === 'string') into.set(path, value);
  else for (const [key, next] of Object.entries(value)) flat(next, path ? `${path}.${key}` : key, into);
  return into;
}

function messagesOf(language) {
  const folder = new URL(`locales/${language}/`, SRC);
  const found = new Map();
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    flat(JSON.parse(readFileSync(new URL(file, folder), 'utf8')), file.replace('.json', ''), found);
  }
  return found;
}

/** The names of the arguments of a message; plurals must have every form that the language has. */
function argumentsOf(elements, language, key, names = new Set()) {
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  for (const element of elements) {
    if (element.type > 0 && element.type < 7) names.add(element.value);
    if (element.type === PLURAL) {
      const lacking = forms.filter((form) => !(form in element.options));
      if (lacking.length > 0) complaints.push(`${language} ${key}: lacks the plural ${lacking.join(', ')}`);
    }
    for (const option of Object.values(element.options ?? {})) {
      argumentsOf(option.value, language, key, names);
    }
  }
  return names;
}

function parsed(message, language, key) {
  try {
    return [...argumentsOf(new IntlMessageFormat(message, language).getAst(), language, key)]
      .sort()
      .join(' ');
  } catch (error) {
    complaints.push(`${language} ${key}: ${error.message}`);
    return '';
  }
}

function compareLanguages(all) {
  const keys = new Set(LANGUAGES.flatMap((language) => [...all[language].keys()]));
  for (const key of keys) {
    const lacking = LANGUAGES.filter((language) => !all[language].has(key));
    if (lacking.length > 0) {
      complaints.push(`${key}: missing in ${lacking.join(', ')}`);
      continue;
    }
    const names = LANGUAGES.map((language) => parsed(all[language].get(key), language, key));
    if (new Set(names).size > 1) complaints.push(`${key}: arguments differ (${names.join(' | ')})`);
  }
  return keys;
}

/** What stands between the parenthesis that was opened at `start` and its partner. */
function inside(code, start) {
  let depth = 1;
  let at = start;
  for (; depth > 0 && at < code.length; at++) depth += { '(': 1, ')': -1 }[code[at]] ?? 0;
  return code.slice(start, at - 1);
}

const KEY = /'([a-z]\w*(?:\.\w+)+)'|`([a-z]\w*(?:\.\w+)*\.\$\{[^`]*)`/g;
const literals = (code) => [...code.matchAll(KEY)].map(([, plain, template]) => plain ?? template);
const escaped = (text) => text.replace(/[.*+?^()|[\]\\]/g, '\\$&');
const pattern = (literal) =>
  new RegExp(
    `^${literal
      .split(/\$\{(?:[^{}]|\{[^}]*\})*\}/)
      .map(escaped)
      .join('[^.]+')}$`,
  );

function compareWithCode(keys) {
  const files = readdirSync(SRC, { recursive: true }).filter((name) => /\.tsx?$/.test(name));
  const used = [];
  for (const file of files) {
    const code = readFileSync(new URL(file, SRC), 'utf8');
    used.push(...literals(code).map(pattern));
    for (const call of code.matchAll(/\bt\(/g)) {
      for (const literal of literals(inside(code, call.index + 2))) {
        const fits = pattern(literal);
        if (![...keys].some((key) => fits.test(key))) complaints.push(`${file}: no message ${literal}`);
      }
    }
  }
  for (const key of keys) {
    if (!used.some((fits) => fits.test(key))) complaints.push(`${key}: used nowhere`);
  }
}

const all = Object.fromEntries(LANGUAGES.map((language) => [language, messagesOf(language)]));
const keys = compareLanguages(all);
compareWithCode(keys);
for (const complaint of complaints) console.error(complaint);
console.log(`${keys.size} messages in ${LANGUAGES.length} languages, ${complaints.length} complaints`);
if (complaints.length > 0) process.exit(1);
