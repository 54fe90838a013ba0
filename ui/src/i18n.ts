import i18next from 'i18next';
import ICU from 'i18next-icu';
import { initReactI18next } from 'react-i18next';
import type { Language } from './api/types';

export const LANGUAGES: { code: Language; name: string }[] = [
  { code: 'en', name: 'English' },
  { code: 'uk', name: 'Українська' },
  { code: 'ru', name: 'Русский' },
];

const REMEMBERED = 'oblik-language';

type Messages = () => Promise<{ default: object }>;

/** Each language is two chunks: what the first view says, and the rest. Only those of the language in use are fetched. */
const first: Record<Language, Messages> = {
  en: () => import('./locales/en'),
  uk: () => import('./locales/uk'),
  ru: () => import('./locales/ru'),
};
const rest: Record<Language, Messages> = {
  en: () => import('./locales/en/rest'),
  uk: () => import('./locales/uk/rest'),
  ru: () => import('./locales/ru/rest'),
};

const fetched = new Map<Messages, Promise<void>>();

/** Adds a chunk to its language, once. */
function add(code: Language, messages: Messages): Promise<void> {
  const known = fetched.get(messages);
  if (known) return known;
  const adding = messages().then(({ default: found }) => {
    i18next.addResourceBundle(code, 'translation', found, true);
  });
  fetched.set(messages, adding);
  adding.catch(() => fetched.delete(messages)); // a lost connection may come back
  return adding;
}

let whole = false;

/** Waits for all messages of the language in use; whatever page is not the first one needs them. */
export async function allWords(): Promise<void> {
  whole = true;
  const code = i18next.language;
  if (isLanguage(code)) await add(code, rest[code]);
}

function isLanguage(code: string | null): code is Language {
  return LANGUAGES.some((language) => language.code === code);
}

/** Whether somebody spoke here before this page was opened. */
export const spokenBefore = isLanguage(localStorage.getItem(REMEMBERED));

/** Before anyone has signed in: what was used here last, else what the browser prefers. */
function firstLanguage(): Language {
  const remembered = localStorage.getItem(REMEMBERED);
  if (isLanguage(remembered)) return remembered;
  const preferred = navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage);
  return preferred ?? 'en';
}

export async function speak(code: Language): Promise<void> {
  await Promise.all([add(code, first[code]), whole && add(code, rest[code])]);
  await i18next.changeLanguage(code);
  localStorage.setItem(REMEMBERED, code);
  document.documentElement.lang = code;
}

export async function startI18n(): Promise<void> {
  await i18next
    .use(ICU)
    .use(initReactI18next)
    .init({
      resources: {},
      fallbackLng: false,
      interpolation: { escapeValue: false }, // React escapes
      react: { useSuspense: false, bindI18nStore: 'added' }, // a page shows the words that come while it is open
    });
  await speak(firstLanguage());
}
