import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

/** What to show of a reason: the sentence, and beside it what the server said, where that says more. */
export interface Reason {
  sentence: string;
  detail: string | null;
}

/** The server speaks this language, and names in it what came: who reads it needs no other sentence. */
const SPOKEN_BY_SERVER = 'en';

/** `own` is this interface's sentence, null where it has none; `said` is the server's. */
export function tell(own: string | null, said: string | null, language: string): Reason {
  if (own === null || (language === SPOKEN_BY_SERVER && said)) {
    return { sentence: said ?? '', detail: null };
  }
  return { sentence: own, detail: said === own ? null : said };
}

/** What a stable code of the server means in the reader's language; null for one that is not known here. */
export function useCodeWords(): (code: string) => string | null {
  const { t, i18n } = useTranslation();
  return useCallback((code) => (i18n.exists(`reasons.${code}`) ? t(`reasons.${code}`) : null), [t, i18n]);
}

/** The same with what the server said about the one case. */
export function useReason(): (code: string, said: string | null) => Reason {
  const words = useCodeWords();
  const { i18n } = useTranslation();
  const { language } = i18n;
  return useCallback((code, said) => tell(words(code), said, language), [words, language]);
}
