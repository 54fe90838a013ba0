import {
  ActionIcon,
  Badge,
  Button,
  Card,
  Group,
  Popover,
  Progress,
  Stack,
  Switch,
  Table,
  Text,
  Textarea,
} from '@mantine/core';
import { IconEyeOff, IconPencil } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DictionaryProperty } from '@/api/types';
import { Moment } from '@/components/AsOf';
import { TableScroll } from '@/components/TableScroll';
import { useCan } from '@/features/session/me';
import { useFormat } from '@/format/useFormat';
import { usePatchProperty } from './dictionary';

interface PropertyTableProps {
  label: string;
  /** Whose properties they are; "" for the traits of people. */
  event: string;
  rows: DictionaryProperty[];
  /** Inside something that has a border already. */
  bare?: boolean;
}

/** Properties of an event, or traits of people: with which types, how often filled, for example what. */
export function PropertyTable({ label, event, rows, bare }: PropertyTableProps) {
  const { t } = useTranslation();
  const may = useCan()('dictionary.edit');
  const columns = ['property', 'types', 'filled', 'count', 'examples', 'last'] as const;
  const table = (
    <TableScroll least={900} label={label}>
      <Table highlightOnHover aria-label={label}>
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Table.Th key={column} ta={column === 'count' ? 'right' : undefined}>
                {t(`dictionary.columns.${column}`)}
              </Table.Th>
            ))}
            {may && (
              <Table.Th w={48}>
                <span className="visually-hidden">{t('dictionary.note.edit')}</span>
              </Table.Th>
            )}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <PropertyRow key={row.name} event={event} row={row} may={may} />
          ))}
        </Table.Tbody>
      </Table>
    </TableScroll>
  );
  return bare ? table : <Card padding={0}>{table}</Card>;
}

function PropertyRow({ event, row, may }: { event: string; row: DictionaryProperty; may: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const types = Object.entries(row.types).toSorted(([, a], [, b]) => b - a);
  const mixed = types.length > 1;
  return (
    <Table.Tr>
      <Table.Td style={{ overflowWrap: 'anywhere' }} maw={280}>
        <Group gap={6}>
          <Text fw={500}>{row.name}</Text>
          {(row.personal || row.recognised) && (
            <Badge color="petrol" leftSection={<IconEyeOff size={12} />}>
              {t('dictionary.note.personal')}
            </Badge>
          )}
        </Group>
        {row.description && (
          <Text size="xs" c="dimmed">
            {row.description}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <Group gap={4}>
          {types.map(([type, count]) => (
            <Badge key={type} color={mixed ? 'orange' : 'gray'}>
              {t(`dictionary.types.${type}`)} {mixed && format.compact(count)}
            </Badge>
          ))}
        </Group>
      </Table.Td>
      <Table.Td w={150}>
        <Group gap={8} wrap="nowrap">
          <Progress value={row.filled * 100} w={70} aria-label={t('dictionary.filled', { name: row.name })} />
          <Text size="sm">{format.percent(row.filled)}</Text>
        </Group>
      </Table.Td>
      <Table.Td ta="right">{format.number(row.count)}</Table.Td>
      <Table.Td maw={240}>
        <Text size="sm" c="dimmed" truncate>
          {row.examples
            .map((example) => (typeof example === 'string' ? example : JSON.stringify(example)))
            .join(' · ')}
        </Text>
      </Table.Td>
      <Table.Td>
        <Moment at={row.last_seen} />
      </Table.Td>
      {may && (
        <Table.Td>
          <Note event={event} row={row} />
        </Table.Td>
      )}
    </Table.Tr>
  );
}

/** What a property means, and whether it is personal: then it is masked for who may not see personal data. */
function Note({ event, row }: { event: string; row: DictionaryProperty }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={320} trapFocus withinPortal>
      <Popover.Target>
        <ActionIcon
          onClick={() => setOpened(!opened)}
          aria-label={t('dictionary.note.of', { name: row.name })}
        >
          <IconPencil size={15} stroke={1.7} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <NoteForm event={event} row={row} onDone={() => setOpened(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

function NoteForm({ event, row, onDone }: { event: string; row: DictionaryProperty; onDone: () => void }) {
  const { t } = useTranslation();
  const patch = usePatchProperty();
  const [description, setDescription] = useState(row.description);
  const [personal, setPersonal] = useState(row.personal);
  const save = (submitted: FormEvent) => {
    submitted.preventDefault();
    patch.mutate({ event, name: row.name, description, personal }, { onSuccess: onDone });
  };
  return (
    <form onSubmit={save}>
      <Stack gap="sm">
        <Textarea
          label={t('dictionary.note.description')}
          autosize
          minRows={2}
          maxLength={2000}
          value={description}
          onChange={(changed) => setDescription(changed.currentTarget.value)}
        />
        <Switch
          label={t('dictionary.note.isPersonal')}
          description={t(row.recognised ? 'dictionary.note.recognised' : 'dictionary.note.personalHint')}
          disabled={row.recognised}
          checked={personal || row.recognised}
          onChange={(changed) => setPersonal(changed.currentTarget.checked)}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" size="xs" onClick={onDone}>
            {t('components.cancel')}
          </Button>
          <Button size="xs" type="submit" loading={patch.isPending}>
            {t('components.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
