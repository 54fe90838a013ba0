import { Badge, Card, Group, Progress, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { DictionaryProperty } from '@/api/types';
import { Moment } from '@/components/AsOf';
import { TableScroll } from '@/components/TableScroll';
import { useFormat } from '@/format/useFormat';

/** Properties of an event, or traits of people: with which types, how often filled, for example what. */
export function PropertyTable({ label, rows }: { label: string; rows: DictionaryProperty[] }) {
  const { t } = useTranslation();
  const columns = ['property', 'types', 'filled', 'count', 'examples', 'last'] as const;
  return (
    <Card padding={0}>
      <TableScroll least={860} label={label}>
        <Table highlightOnHover aria-label={label}>
          <Table.Thead>
            <Table.Tr>
              {columns.map((column) => (
                <Table.Th key={column} ta={column === 'count' ? 'right' : undefined}>
                  {t(`dictionary.columns.${column}`)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <PropertyRow key={row.name} row={row} />
            ))}
          </Table.Tbody>
        </Table>
      </TableScroll>
    </Card>
  );
}

function PropertyRow({ row }: { row: DictionaryProperty }) {
  const { t } = useTranslation();
  const format = useFormat();
  const types = Object.entries(row.types).toSorted(([, a], [, b]) => b - a);
  const mixed = types.length > 1;
  return (
    <Table.Tr>
      <Table.Td fw={500} style={{ overflowWrap: 'anywhere' }}>
        {row.name}
      </Table.Td>
      <Table.Td>
        <Group gap={4}>
          {types.map(([type, count]) => (
            <Badge key={type} color={mixed ? 'orange' : 'gray'}>
              {type} {mixed && format.compact(count)}
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
      <Table.Td maw={260}>
        <Text size="sm" c="dimmed" truncate>
          {row.examples
            .map((example) => (typeof example === 'string' ? example : JSON.stringify(example)))
            .join(' · ')}
        </Text>
      </Table.Td>
      <Table.Td>
        <Moment at={row.last_seen} />
      </Table.Td>
    </Table.Tr>
  );
}
