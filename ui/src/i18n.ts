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

/** Each language is one chunk of its own: only the one in use is fetched. */
const messages: Record<Language, () => Promise<{ default: object }>> = {
  en: () => import('./locales/en'),
  uk: () => import('./locales/uk'),
  ru: () => import('./locales/ru'),
};

function isLanguage(code: string | null): code is Language {
  return LANGUAGES.some((language) => language.code === code);
}

/** Before anyone has signed in: what was used here last, else what the browser prefers. */
function firstLanguage(): Language {
  const remembered = localStorage.getItem(REMEMBERED);
  if (isLanguage(remembered)) return remembered;
  const preferred = navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage);
  return preferred ?? 'en';
}

export async function speak(code: Language): Promise<void> {
  if (!i18next.hasResourceBundle(code, 'translation')) {
    i18next.addResourceBundle(code, 'translation', (await messages[code]()).default);
  }
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
      react: { useSuspense: false },
    });
  await speak(firstLanguage());
}
