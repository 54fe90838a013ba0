import type { JsonObject } from '@/api/types';

/** Where the consent of visitors comes from. */
export const CONSENTS = ['granted', 'unknown', 'tcf', 'google'] as const;
export type ConsentBy = (typeof CONSENTS)[number];

export interface Wishes {
  consent: ConsentBy;
  /** Whether a form that is sent says who the visitor is. */
  forms: boolean;
}

/** What the kind of source proposes, as the answers to the questions. */
export function wishesOf({ consent, consentFrom, identifyForms }: JsonObject): Wishes {
  const said = CONSENTS.find((each) => each === (consentFrom ?? consent));
  return { consent: said ?? 'unknown', forms: identifyForms === true };
}

/** The answers as the tracker takes them. */
export function optionsOf({ consent, forms }: Wishes): JsonObject {
  return {
    ...(consent === 'tcf' || consent === 'google' ? { consentFrom: consent } : { consent }),
    ...(forms && { identifyForms: true }),
  };
}

/** As it stands in the code: on one line, with a space where people put one. */
export function written(options: JsonObject): string {
  const parts = Object.entries(options).map(([key, value]) => `"${key}": ${JSON.stringify(value)}`);
  return `{${parts.join(', ')}}`;
}
