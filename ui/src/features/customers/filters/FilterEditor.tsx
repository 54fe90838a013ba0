import { Autocomplete, Button, NumberInput, Select, Stack, TagsInput, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Column, Filter, FilterOp, Json } from '@/api/types';
import { traitOf } from '../customers';
import { useTraitName } from '../traits';
import { needsValue, OPS_OF, opKey } from './words';

interface FilterEditorProps {
  traits: Column[];
  initial: Filter;
  onDone: (filter: Filter) => void;
}

export function FilterEditor({ traits, initial, onDone }: FilterEditorProps) {
  const { t } = useTranslation();
  const nameOf = useTraitName();
  const [draft, setDraft] = useState(initial);
  const column = traits.find(({ key }) => traitOf(key) === draft.trait);
  const type = column?.type ?? 'string';
  const ready = !needsValue(draft.op) || !(draft.value == null || draft.value === '');

  const pickTrait = (key: string | null) => {
    const picked = traits.find((each) => each.key === key);
    if (picked) setDraft({ trait: traitOf(picked.key), op: OPS_OF[picked.type][0] ?? 'eq' });
  };
  const pickOp = (op: string | null) =>
    op && setDraft({ trait: draft.trait, op: op as FilterOp, value: op === 'in' ? [] : undefined });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) onDone(draft);
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="xs">
        <Select
          label={t('customers.filter.trait')}
          searchable
          openOnFocus={false}
          allowDeselect={false}
          data={traits.map(({ key, label }) => ({ value: key, label: nameOf(label) }))}
          value={column?.key ?? null}
          onChange={pickTrait}
          comboboxProps={{ withinPortal: false }}
        />
        <Select
          label={t('customers.filter.op')}
          allowDeselect={false}
          data={OPS_OF[type].map((op) => ({ value: op, label: t(opKey(op, type)) }))}
          value={draft.op}
          onChange={pickOp}
          comboboxProps={{ withinPortal: false }}
        />
        {needsValue(draft.op) && (
          <ValueInput
            key={`${draft.trait} ${draft.op}`}
            column={column}
            op={draft.op}
            value={draft.value}
            onChange={(value) => setDraft({ ...draft, value })}
          />
        )}
        <Button type="submit" disabled={!ready} mt={4}>
          {t('customers.filter.apply')}
        </Button>
      </Stack>
    </form>
  );
}

interface ValueInputProps {
  column: Column | undefined;
  op: FilterOp;
  value: Json | undefined;
  onChange: (value: Json | undefined) => void;
}

/** The field that fits the trait: its real values are offered. */
function ValueInput({ column, op, value, onChange }: ValueInputProps) {
  const { t } = useTranslation();
  const label = t('customers.filter.value');
  const examples = [...new Set((column?.examples ?? []).map(String))];
  const inside = { withinPortal: false };
  if (op === 'in') {
    const picked = Array.isArray(value) ? value.map(String) : [];
    return (
      <TagsInput label={label} data={examples} value={picked} onChange={onChange} comboboxProps={inside} />
    );
  }
  if (column?.type === 'boolean') {
    const data = [
      { value: 'true', label: t('components.true') },
      { value: 'false', label: t('components.false') },
    ];
    const pick = (picked: string | null) => onChange(picked === null ? undefined : picked === 'true');
    const picked = value === undefined ? null : String(value);
    return <Select label={label} data={data} value={picked} onChange={pick} comboboxProps={inside} />;
  }
  if (column?.type === 'number') {
    const typed = typeof value === 'number' ? value : '';
    return (
      <NumberInput
        label={label}
        value={typed}
        onChange={(next) => onChange(next === '' ? undefined : Number(next))}
      />
    );
  }
  const text = value == null ? '' : String(value);
  if (column?.type === 'date') {
    return (
      <TextInput
        label={label}
        type="date"
        value={text}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  return (
    <Autocomplete label={label} data={examples} value={text} onChange={onChange} comboboxProps={inside} />
  );
}
