import { Button, Group, Radio, Stack, Switch } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/problem';
import type { DictionaryEventPage, EventSchema } from '@/api/types';
import { Confirm } from '@/components/Confirm';
import { ProblemNotice } from '@/components/ProblemNotice';
import { useToast } from '@/components/toast';
import { useExpect } from '../dictionary';
import { type Draft, newRow, schemaOf } from './draft';
import { SchemaTable } from './SchemaTable';

interface SchemaFormProps {
  event: DictionaryEventPage;
  draft: Draft;
  onChange: (draft: Draft) => void;
  onDone: () => void;
}

export function SchemaForm({ event, draft, onChange, onDone }: SchemaFormProps) {
  const { t } = useTranslation();
  const toast = useToast();
  const expect = useExpect(event.name);
  const [removing, setRemoving] = useState(false);
  const problem = expect.error && asProblem(expect.error);
  const save = (expected: EventSchema | null) =>
    expect.mutate(
      { since: event.since, expected },
      {
        onSuccess: () => {
          toast.done(t(expected ? 'dictionary.schema.saved' : 'dictionary.schema.removed'));
          onDone();
        },
      },
    );
  const submit = (submitted: FormEvent) => {
    submitted.preventDefault();
    save(schemaOf(draft));
  };
  return (
    <form onSubmit={submit}>
      {problem && (
        <div style={{ padding: '0 16px 12px' }}>
          <ProblemNotice error={problem} />
        </div>
      )}
      <SchemaTable
        rows={draft.rows}
        mistake={(index, field) => problem?.field(`expected.properties.${index}.${field}`)}
        onChange={(rows) => onChange({ ...draft, rows })}
      />
      <Stack p="md">
        <Button
          variant="default"
          leftSection={<IconPlus size={16} />}
          style={{ alignSelf: 'start' }}
          onClick={() => onChange({ ...draft, rows: [...draft.rows, newRow()] })}
        >
          {t('dictionary.schema.add')}
        </Button>
        <Switch
          label={t('dictionary.schema.others')}
          checked={draft.unknown}
          onChange={(changed) => onChange({ ...draft, unknown: changed.currentTarget.checked })}
        />
        <Radio.Group
          label={t('dictionary.schema.violation')}
          value={draft.onViolation}
          onChange={(next) =>
            onChange({ ...draft, onViolation: next === 'quarantine' ? 'quarantine' : 'flag' })
          }
        >
          <Stack gap="xs" mt="xs">
            {(['flag', 'quarantine'] as const).map((way) => (
              <Radio
                key={way}
                value={way}
                label={t(`dictionary.schema.ways.${way}`)}
                description={t(`dictionary.schema.wayHints.${way}`)}
              />
            ))}
          </Stack>
        </Radio.Group>
        <Group justify="space-between">
          {event.expectation ? (
            <Button variant="subtle" color="red" onClick={() => setRemoving(true)}>
              {t('dictionary.schema.remove')}
            </Button>
          ) : (
            <span />
          )}
          <Group gap="xs">
            <Button variant="default" onClick={onDone}>
              {t('components.cancel')}
            </Button>
            <Button
              type="submit"
              loading={expect.isPending}
              disabled={draft.rows.length === 0 && draft.unknown}
            >
              {t('dictionary.schema.save')}
            </Button>
          </Group>
        </Group>
      </Stack>
      <Confirm
        opened={removing}
        danger
        title={t('dictionary.schema.removeTitle')}
        verb={t('dictionary.schema.remove')}
        busy={expect.isPending}
        onClose={() => setRemoving(false)}
        onConfirm={() => save(null)}
      >
        {t('dictionary.schema.removeText')}
      </Confirm>
    </form>
  );
}
