import { choice, text } from '@/app/search';

const STEPS = ['source', 'columns', 'cleaning', 'identifiers', 'check', 'keep'] as const;
export type Step = (typeof STEPS)[number];

/** The same way leads to an import, or to a recipe that is changed. */
export const TO_IMPORT = STEPS.filter((step) => step !== 'keep');
export const TO_RECIPE = STEPS.filter((step) => step !== 'check');

export const TABS = ['runs', 'recipes', 'connections'] as const;
export type Tab = (typeof TABS)[number];

/**
 * What the address of the wizard holds: where one is, the file that waits, the last check, and whose mapping is taken;
 * `edit` is the recipe that is changed, `version` what it was when that began.
 */
export interface WizardSearch {
  step?: Step;
  upload?: string;
  run?: string;
  like?: string;
  recipe?: string;
  edit?: string;
  version?: string;
}

export const wizardSearch = (raw: Record<string, unknown>): WizardSearch => ({
  step: choice(raw.step, STEPS),
  upload: text(raw.upload),
  run: text(raw.run),
  like: text(raw.like),
  recipe: text(raw.recipe),
  edit: text(raw.edit),
  version: text(raw.version),
});
