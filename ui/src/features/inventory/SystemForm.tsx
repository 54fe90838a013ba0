import { Button, Group, Modal, Select, Stack, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/problem';
import type { InventoryItem } from '@/api/types';
import { ProblemNotice } from '@/components/ProblemNotice';
import { useFieldWords } from '@/components/problemWords';
import { useToast } from '@/components/toast';
import { sourcesQuery } from '@/features/sources/sources';
import {
  inventoryQuery,
  isPlanned,
  PLANNED,
  type Planned,
  useRemoveSystem,
  useSaveSystem,
} from './inventory';

const USUAL = ['email', 'phone', 'user_id', 'loyalty_card'];

const draftOf = (item: InventoryItem | undefined) => ({
  name: item?.name ?? '',
  owner: item?.owner ?? '',
  holds: item?.holds ?? '',
  identifiers: item?.identifiers ?? [],
  status: (item && isPlanned(item.status) ? item.status : 'planned') as Planned,
  note: item?.note ?? '',
});

/** Writes down a system, or changes what is known of one; a connected one tells its status and identifiers itself. */
export function SystemForm({ item, onClose }: { item?: InventoryItem; onClose: () => void }) {
  const { t } = useTranslation();
  const wrong = useFieldWords();
  const toast = useToast();
  const save = useSaveSystem(item?.id);
  const [draft, setDraft] = useState(() => draftOf(item));
  const [source, setSource] = useState<string | null>(null);
  const connected = Boolean(item?.source);
  const problem = save.error && asProblem(save.error);
  const set = (part: Partial<typeof draft>) => setDraft({ ...draft, ...part });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { status, identifiers, ...words } = draft;
    save.mutate(connected ? words : { ...words, status, identifiers, ...(source ? { source } : {}) }, {
      onSuccess: () => {
        toast.done(t('inventory.saved'));
        onClose();
      },
    });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={item ? t('inventory.edit', { name: item.name }) : t('inventory.add')}
      closeButtonProps={{ 'aria-label': t('components.close') }}
    >
      <form onSubmit={submit}>
        <Stack>
          {problem && problem.fields.length === 0 && <ProblemNotice error={problem} />}
          <TextInput
            label={t('inventory.name')}
            required
            data-autofocus
            value={draft.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
            error={wrong(problem, 'name')}
          />
          <TextInput
            label={t('inventory.owner')}
            description={t('inventory.ownerHint')}
            value={draft.owner}
            onChange={(event) => set({ owner: event.currentTarget.value })}
          />
          <Textarea
            label={t('inventory.holds')}
            description={t('inventory.holdsHint')}
            autosize
            minRows={2}
            value={draft.holds}
            onChange={(event) => set({ holds: event.currentTarget.value })}
          />
          {!connected && (
            <>
              <TagsInput
                label={t('inventory.identifiers')}
                description={t('inventory.identifiersHint')}
                data={USUAL}
                value={draft.identifiers}
                onChange={(identifiers) => set({ identifiers })}
              />
              <Select
                label={t('inventory.status')}
                allowDeselect={false}
                data={PLANNED.map((status) => ({ value: status, label: t(`inventory.statuses.${status}`) }))}
                value={draft.status}
                onChange={(status) => status && set({ status })}
              />
              {item && <SourceField value={source} onChange={setSource} />}
            </>
          )}
          <Textarea
            label={t('inventory.note')}
            autosize
            value={draft.note}
            onChange={(event) => set({ note: event.currentTarget.value })}
          />
          <Group justify="space-between" gap="xs">
            {item && !connected ? <RemoveButton item={item} onDone={onClose} /> : <span />}
            <Group gap="xs">
              <Button variant="default" onClick={onClose}>
                {t('components.cancel')}
              </Button>
              <Button type="submit" loading={save.isPending}>
                {t(item ? 'components.save' : 'inventory.add')}
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** Only sources that no other row speaks of. */
function SourceField({ value, onChange }: { value: string | null; onChange: (name: string | null) => void }) {
  const { t } = useTranslation();
  const { data: sources = [] } = useQuery(sourcesQuery);
  const { data: items = [] } = useQuery(inventoryQuery);
  const spoken = new Set(items.filter(({ owner, holds }) => owner || holds).map((item) => item.source));
  return (
    <Select
      label={t('inventory.connect')}
      description={t('inventory.connectHint')}
      clearable
      data={sources
        .filter(({ name, kind }) => kind !== 'internal' && !spoken.has(name))
        .map(({ name, label }) => ({ value: name, label: label || name }))}
      value={value}
      onChange={onChange}
    />
  );
}

function RemoveButton({ item, onDone }: { item: InventoryItem; onDone: () => void }) {
  const { t } = useTranslation();
  const toast = useToast();
  const remove = useRemoveSystem();
  const gone = () =>
    remove.mutate(item.id, {
      onSuccess: () => {
        toast.done(t('inventory.removed', { name: item.name }));
        onDone();
      },
    });
  return (
    <Button variant="subtle" color="red" loading={remove.isPending} onClick={gone}>
      {t('inventory.remove')}
    </Button>
  );
}
