import type { EventSchema, SchemaProperty } from '@/api/types';

export const TYPES = ['string', 'number', 'integer', 'boolean', 'date', 'array', 'object'] as const;
export type PropertyType = (typeof TYPES)[number];

/** What is expected of one property, as it stands in the form: allowed values are typed as text. */
export interface Row {
  key: string;
  name: string;
  required: boolean;
  types: PropertyType[];
  allowed: string[];
  pattern: string;
  minimum: number | null;
  maximum: number | null;
}

export interface Draft {
  rows: Row[];
  unknown: boolean;
  onViolation: 'flag' | 'quarantine';
}

let made = 0;

function rowOf(property: SchemaProperty): Row {
  made += 1;
  return {
    key: `row-${made}`,
    name: property.name,
    required: property.required ?? false,
    types: property.types ?? [],
    allowed: (property.allowed ?? []).map(String),
    pattern: property.pattern ?? '',
    minimum: property.minimum ?? null,
    maximum: property.maximum ?? null,
  };
}

export const newRow = (name = ''): Row => rowOf({ name });

export function draftOf(schema: EventSchema | null): Draft {
  return {
    rows: (schema?.properties ?? []).map(rowOf),
    unknown: schema?.unknown ?? true,
    onViolation: schema?.on_violation ?? 'flag',
  };
}

/** A value that was typed: a number or yes and no where only these are expected, otherwise text. */
function typedAs(text: string, types: PropertyType[]): string | number | boolean {
  const only = (...kinds: PropertyType[]) => types.length > 0 && types.every((type) => kinds.includes(type));
  if (only('number', 'integer') && text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
  if (only('boolean') && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

export function schemaOf(draft: Draft): EventSchema {
  return {
    properties: draft.rows.map((row) => ({
      name: row.name.trim(),
      required: row.required,
      types: row.types,
      allowed: row.allowed.map((text) => typedAs(text, row.types)),
      pattern: row.pattern,
      minimum: row.minimum,
      maximum: row.maximum,
    })),
    unknown: draft.unknown,
    on_violation: draft.onViolation,
  };
}

/** Numbers have bounds, texts a pattern; what says nothing of its type may have either. */
export const takesNumbers = ({ types }: Row) =>
  types.length === 0 || types.includes('number') || types.includes('integer');
export const takesText = ({ types }: Row) => types.length === 0 || types.includes('string');
