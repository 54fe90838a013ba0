import type { ArrivalRule } from '@/api/types';

export const KINDS = [
  'rename_event',
  'rename_property',
  'set_property',
  'map_values',
  'drop_property',
] as const;
export type RuleKind = (typeof KINDS)[number];

/** A rule as it stands in the form, whatever its kind; what the kind does not use is kept aside. */
export interface Draft {
  id: string;
  kind: RuleKind;
  source: string | null;
  event: string;
  enabled: boolean;
  note: string;
  part: 'properties' | 'traits';
  property: string;
  to: string;
  value: string;
  onlyMissing: boolean;
  values: [string, string][];
}

const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

/** A number, true or false where that is what was typed; "…" keeps it a text. */
export function typed(value: string): string | number | boolean {
  const trimmed = value.trim();
  if (trimmed === 'true' || trimmed === 'false') return trimmed === 'true';
  if (/^-?(0|[1-9]\d{0,14})(\.\d+)?$/.test(trimmed)) return Number(trimmed);
  const quoted = /^"(.*)"$/.exec(trimmed);
  return quoted ? (quoted[1] ?? '') : trimmed;
}

const shown = (value: string | number | boolean) =>
  typeof value === 'string' && typed(value) !== value ? `"${value}"` : text(value);

export function newDraft(kind: RuleKind, given: Partial<Draft> = {}): Draft {
  return {
    id: Math.random().toString(36).slice(2, 10),
    kind,
    source: null,
    event: '',
    enabled: true,
    note: '',
    part: 'properties',
    property: '',
    to: '',
    value: '',
    onlyMissing: true,
    values: [['', '']],
    ...given,
  };
}

export function draftOf(rule: ArrivalRule): Draft {
  const { id, source = null, event = '', enabled = true, note = '' } = rule;
  const base = newDraft(rule.kind, { id, source, event, enabled, note });
  if (rule.kind === 'rename_event') return { ...base, to: rule.to };
  const draft = { ...base, part: rule.part ?? 'properties', property: rule.property };
  switch (rule.kind) {
    case 'rename_property':
      return { ...draft, to: rule.to };
    case 'set_property':
      return { ...draft, value: shown(rule.value), onlyMissing: rule.only_missing ?? true };
    case 'map_values':
      return { ...draft, values: Object.entries(rule.values).map(([from, to]) => [from, shown(to)]) };
    default:
      return draft;
  }
}

export function ruleOf(draft: Draft): ArrivalRule {
  const { id, source, event, enabled, note, kind } = draft;
  const common = { id, source, event: event.trim(), enabled, note };
  const ofProperty = { ...common, part: draft.part, property: draft.property.trim() };
  switch (kind) {
    case 'rename_event':
      return { ...common, kind, to: draft.to.trim() };
    case 'rename_property':
      return { ...ofProperty, kind, to: draft.to.trim() };
    case 'set_property':
      return { ...ofProperty, kind, value: typed(draft.value), only_missing: draft.onlyMissing };
    case 'map_values':
      return {
        ...ofProperty,
        kind,
        values: Object.fromEntries(
          draft.values.filter(([from]) => from.trim() !== '').map(([from, to]) => [from.trim(), typed(to)]),
        ),
      };
    case 'drop_property':
      return { ...ofProperty, kind };
  }
}
