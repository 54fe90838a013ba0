import {
  Autocomplete,
  Button,
  Drawer,
  Group,
  SegmentedControl,
  Select,
  Stack,
  Switch,
  Text,
  TextInput,
} from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan } from '@/features/session/me';
import { sourcesQuery } from '@/features/sources/sources';
import { eventQuery, eventsQuery, traitsQuery } from '../dictionary';
import { type Draft, KINDS, type RuleKind } from './draft';
import { ValuePairs } from './ValuePairs';

interface RuleFormProps {
  draft: Draft;
  onSave: (draft: Draft) => void;
  onClose: () => void;
}

/** One rule, with names to pick from what was seen. */
export function RuleForm({ draft: given, onSave, onClose }: RuleFormProps) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(given);
  const set = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const names = useNames(draft);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSave(draft);
  };
  const ofEvent = draft.kind === 'rename_event';
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="md"
      title={t('dictionary.rules.form')}
      closeButtonProps={{ 'aria-label': t('components.close') }}
    >
      <form onSubmit={submit}>
        <Stack>
          <Select
            label={t('dictionary.rules.kind')}
            description={t(`dictionary.rules.kindHints.${draft.kind}`)}
            inputWrapperOrder={['label', 'input', 'description']}
            allowDeselect={false}
            data={KINDS.map((value) => ({ value, label: t(`dictionary.rules.kinds.${value}`) }))}
            value={draft.kind}
            onChange={(kind) => kind && set({ kind: kind as RuleKind })}
          />
          <Autocomplete
            label={t('dictionary.rules.event')}
            placeholder={ofEvent ? undefined : t('dictionary.rules.anyEvent')}
            required={ofEvent}
            maxLength={300}
            limit={50}
            data={names.events}
            value={draft.event}
            onChange={(event) => set({ event })}
          />
          {!ofEvent && <WhichProperty draft={draft} names={names.properties} onChange={set} />}
          {(ofEvent || draft.kind === 'rename_property') && (
            <Autocomplete
              label={t('dictionary.rules.to')}
              required
              maxLength={300}
              limit={50}
              data={ofEvent ? names.events : names.properties}
              value={draft.to}
              onChange={(to) => set({ to })}
            />
          )}
          {draft.kind === 'set_property' && (
            <>
              <TextInput
                label={t('dictionary.rules.value')}
                description={t('dictionary.rules.valueHint')}
                required
                maxLength={1000}
                value={draft.value}
                onChange={(event) => set({ value: event.currentTarget.value })}
              />
              <Switch
                label={t('dictionary.rules.onlyMissing')}
                checked={draft.onlyMissing}
                onChange={(event) => set({ onlyMissing: event.currentTarget.checked })}
              />
            </>
          )}
          {draft.kind === 'map_values' && (
            <ValuePairs pairs={draft.values} onChange={(values) => set({ values })} />
          )}
          {names.sources.length > 0 && (
            <Select
              label={t('dictionary.rules.source')}
              placeholder={t('dictionary.rules.anySource')}
              clearable
              clearButtonProps={{ 'aria-label': t('components.clear') }}
              data={names.sources}
              value={draft.source}
              onChange={(source) => set({ source })}
            />
          )}
          <TextInput
            label={t('dictionary.rules.note')}
            maxLength={500}
            value={draft.note}
            onChange={(event) => set({ note: event.currentTarget.value })}
          />
          <Text size="xs" c="dimmed">
            {t('dictionary.rules.formHint')}
          </Text>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('components.cancel')}
            </Button>
            <Button type="submit">{t('dictionary.rules.keep')}</Button>
          </Group>
        </Stack>
      </form>
    </Drawer>
  );
}

interface WhichPropertyProps {
  draft: Draft;
  names: string[];
  onChange: (part: Partial<Draft>) => void;
}

function WhichProperty({ draft, names, onChange }: WhichPropertyProps) {
  const { t } = useTranslation();
  return (
    <>
      <SegmentedControl
        aria-label={t('dictionary.rules.part')}
        value={draft.part}
        onChange={(next) => onChange({ part: next === 'traits' ? 'traits' : 'properties' })}
        data={(['properties', 'traits'] as const).map((value) => ({
          value,
          label: t(`dictionary.rules.parts.${value}`),
        }))}
      />
      <Autocomplete
        label={t(`dictionary.rules.which.${draft.part}`)}
        required
        maxLength={300}
        limit={50}
        data={names}
        value={draft.property}
        onChange={(property) => onChange({ property })}
      />
    </>
  );
}

/** What was seen, to pick from; anything else can be typed. */
function useNames({ event, part }: Draft) {
  const can = useCan();
  const list = useInfiniteQuery(eventsQuery(undefined, undefined));
  const events = [...new Set((list.data?.pages ?? []).flatMap(({ items }) => items.map(({ name }) => name)))];
  const known = part === 'properties' && events.includes(event);
  const { data: page } = useQuery({ ...eventQuery(event), enabled: known });
  const { data: traits } = useQuery({ ...traitsQuery, enabled: part === 'traits' });
  const { data: sources } = useQuery({ ...sourcesQuery, enabled: can('sources.read') });
  const rows = part === 'traits' ? traits : known ? page?.properties : undefined;
  return {
    events,
    properties: (rows ?? []).map(({ name }) => name),
    sources: (sources ?? [])
      .filter(({ kind }) => kind !== 'internal')
      .map(({ name, label }) => ({ value: name, label })),
  };
}
