import { Badge, type ComboboxItem, type ComboboxItemGroup, Select, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Guess, Json } from '@/api/types';
import { Panel } from '@/components/Panel';
import { TableScroll } from '@/components/TableScroll';
import { useFormat } from '@/format/useFormat';
import { type Mapping, targetsByColumn, withTarget } from './mapping';
import { targetsOf } from './targets';

interface MappingTableProps {
  guess: Guess;
  mapping: Mapping;
  onChange: (mapping: Mapping) => void;
}

const LEAVE_OUT = '';
type Choice = ComboboxItem | ComboboxItemGroup<ComboboxItem>;

/** A cleaning rule as a person would read it: `date %d.%m.%Y`. */
const spoken = (rule: Json) =>
  rule !== null && typeof rule === 'object' ? Object.entries(rule).flat().join(' ') : String(rule);

/** One row a column of the file: what it holds, and what it becomes. */
export function MappingTable({ guess, mapping, onChange }: MappingTableProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const byColumn = targetsByColumn(mapping);
  const { fields, identifiers } = targetsOf(guess.as);
  const own =
    guess.as === 'events' || guess.as === 'products' || guess.as === 'orders' ? 'properties' : 'traits';

  const choices = (column: string, target: string | undefined): Choice[] => {
    const free = `${own}.${column.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '_')}`;
    const known = new Set([...fields, ...identifiers]);
    const extra = [free, ...(target && target !== free ? [target] : [])].filter((each) => !known.has(each));
    const plain = (each: string) => ({ value: each, label: each.replace(/^@/, '') });
    return [
      { value: LEAVE_OUT, label: t('imports.mapping.leaveOut') },
      { group: t('imports.mapping.identifiers'), items: identifiers.map(plain) },
      { group: t('imports.mapping.fields'), items: fields.map(plain) },
      { group: t('imports.mapping.others'), items: extra.map(plain) },
    ];
  };
  return (
    <Panel title={t('imports.mapping.title')} hint={t('imports.mapping.hint')} flush>
      <TableScroll least={760} label={t('imports.mapping.title')}>
        <Table aria-label={t('imports.mapping.title')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('imports.mapping.column')}</Table.Th>
              <Table.Th>{t('imports.mapping.examples')}</Table.Th>
              <Table.Th>{t('imports.mapping.target')}</Table.Th>
              <Table.Th>{t('imports.mapping.clean')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {guess.columns.map(({ name, examples, confidence, clean }) => {
              const target = byColumn.get(name);
              return (
                <Table.Tr key={name}>
                  <Table.Td fw={500}>{name}</Table.Td>
                  <Table.Td maw={260}>
                    <Text size="sm" c="dimmed" truncate>
                      {examples.map(String).join(' · ')}
                    </Text>
                  </Table.Td>
                  <Table.Td w={260}>
                    <Select
                      searchable
                      allowDeselect={false}
                      aria-label={t('imports.mapping.becomes', { name })}
                      data={choices(name, target)}
                      value={target ?? LEAVE_OUT}
                      onChange={(next) => onChange(withTarget(mapping, name, next || null))}
                    />
                  </Table.Td>
                  <Table.Td>
                    {target && confidence > 0 && (
                      <Badge color={confidence > 0.8 ? 'green' : confidence > 0.5 ? 'gray' : 'orange'} mr={6}>
                        {t('imports.mapping.sure', { share: format.percent(confidence) })}
                      </Badge>
                    )}
                    <Text size="xs" c="dimmed" span>
                      {clean.map(spoken).join(', ')}
                    </Text>
                  </Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      </TableScroll>
    </Panel>
  );
}
