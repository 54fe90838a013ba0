export const DICTIONARY_TABS = ['events', 'traits', 'rules'] as const;
export type DictionaryTab = (typeof DICTIONARY_TABS)[number];
