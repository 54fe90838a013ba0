import { choice, text } from '@/app/search';

export const STEPS = ['source', 'columns', 'cleaning', 'identifiers', 'check'] as const;
export type Step = (typeof STEPS)[number];

export const TABS = ['runs', 'recipes', 'connections'] as const;
export type Tab = (typeof TABS)[number];

/** What the address of the wizard holds: where one is, the file that waits, the last check, and whose mapping is taken. */
export interface WizardSearch {
  step?: Step;
  upload?: string;
  run?: string;
  like?: string;
  recipe?: string;
}

export const wizardSearch = (raw: Record<string, unknown>): WizardSearch => ({
  step: choice(raw.step, STEPS),
  upload: text(raw.upload),
  run: text(raw.run),
  like: text(raw.like),
  recipe: text(raw.recipe),
});
