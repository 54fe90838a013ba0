import { NumberInput, PasswordInput, Select, Switch, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Problem } from '@/api/problem';
import type { FormField, Json, JsonObject } from '@/api/types';
import { useFieldWords } from '@/components/problemWords';

interface FormFieldsProps {
  fields: FormField[];
  values: JsonObject;
  /** Secrets that are stored: left empty they stay. */
  stored?: string[];
  problem?: Problem | null;
  onChange: (values: JsonObject) => void;
}

/** A form as the server describes it. */
export function FormFields({ fields, values, stored = [], problem, onChange }: FormFieldsProps) {
  return fields.map((field) => (
    <Field
      key={field.key}
      field={field}
      value={values[field.key] ?? field.default ?? ''}
      stored={stored.includes(field.key)}
      problem={problem}
      onChange={(value) => onChange({ ...values, [field.key]: value })}
    />
  ));
}

interface FieldProps {
  field: FormField;
  value: Json;
  stored: boolean;
  problem?: Problem | null;
  onChange: (value: Json) => void;
}

function Field({ field, value, stored, problem, onChange }: FieldProps) {
  const { t } = useTranslation();
  const wrong = useFieldWords();
  const shared = {
    label: field.label,
    description: field.hint || undefined,
    required: field.required && !stored,
    error: problem ? wrong(problem, field.key) : undefined,
  };
  if (field.type === 'boolean') {
    return (
      <Switch
        {...shared}
        checked={value === true}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    );
  }
  if (field.type === 'choice') {
    return (
      <Select
        {...shared}
        allowDeselect={false}
        data={field.choices}
        value={String(value)}
        onChange={(next) => onChange(next ?? '')}
      />
    );
  }
  if (field.type === 'number') {
    return (
      <NumberInput
        {...shared}
        allowDecimal={false}
        value={typeof value === 'number' ? value : ''}
        onChange={(next) => onChange(next === '' ? null : Number(next))}
      />
    );
  }
  const text = {
    ...shared,
    value: String(value),
    placeholder: stored ? t('imports.connections.stored') : undefined,
  };
  if (field.long) {
    return (
      <Textarea
        {...text}
        autosize
        minRows={field.type === 'secret' ? 3 : 5}
        maxRows={16}
        spellCheck={false}
        autoComplete="off"
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  if (field.type === 'secret') {
    return (
      <PasswordInput
        {...text}
        autoComplete="new-password"
        visibilityToggleButtonProps={{ 'aria-label': t('imports.connections.show') }}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  return <TextInput {...text} autoComplete="off" onChange={(event) => onChange(event.currentTarget.value)} />;
}

/** What a form sends: a stored secret that was not typed anew is left out. */
export function filledIn(fields: FormField[], values: JsonObject): JsonObject {
  const typed = fields.filter(({ key, type }) => type !== 'secret' || Boolean(values[key]));
  return Object.fromEntries(typed.map(({ key, default: usual }) => [key, values[key] ?? usual ?? '']));
}
