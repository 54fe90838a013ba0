import { ActionIcon, Group, NumberInput, Select, TextInput } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { type FormEvent, type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Json } from '@/api/types';

interface TraitFormProps {
  name: string;
  value: Json;
  busy: boolean;
  onSave: (value: Json) => void;
  onCancel: () => void;
}

/** One trait in place. A number stays a number and a yes/no stays one, so that conditions on it go on working. */
export function TraitForm({ name, value, busy, onSave, onCancel }: TraitFormProps) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<Json>(typeof value === 'object' ? JSON.stringify(value) : value);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSave(typeof value === 'object' && value !== null ? JSON.parse(String(draft)) : draft);
  };
  const leave = (event: KeyboardEvent) => event.key === 'Escape' && onCancel();
  const field = { 'aria-label': name, autoFocus: true, size: 'xs', style: { flex: 1 } } as const;
  return (
    <form onSubmit={submit} onKeyDown={leave} style={{ flex: 1 }}>
      <Group gap={4} wrap="nowrap">
        {typeof value === 'number' ? (
          <NumberInput {...field} value={Number(draft)} onChange={(next) => setDraft(Number(next))} />
        ) : typeof value === 'boolean' ? (
          <Select
            {...field}
            allowDeselect={false}
            data={[
              { value: 'true', label: t('components.true') },
              { value: 'false', label: t('components.false') },
            ]}
            value={String(draft)}
            onChange={(next) => setDraft(next === 'true')}
          />
        ) : (
          <TextInput
            {...field}
            value={String(draft ?? '')}
            onChange={(event) => setDraft(event.currentTarget.value)}
          />
        )}
        <ActionIcon
          type="submit"
          variant="filled"
          color="petrol"
          loading={busy}
          aria-label={t('components.save')}
        >
          <IconCheck size={15} />
        </ActionIcon>
        <ActionIcon onClick={onCancel} aria-label={t('components.cancel')}>
          <IconX size={15} />
        </ActionIcon>
      </Group>
    </form>
  );
}
