import { Badge, type ComboboxItem, type ComboboxItemGroup, Select, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Guess } from '@/api/types';
import { Panel } from '@/components/Panel';
import { TableScroll } from '@/components/TableScroll';
import { useFormat } from '@/format/useFormat';
import { lostColumns, targetsByColumn, withTarget } from '../mapping';
import type { StepProps } from './shared';
import { useFieldLabel } from './useFieldLabel';

const LEAVE_OUT = '';
const SURE = 0.8;
const LIKELY = 0.5;
type Choice = ComboboxItem | ComboboxItemGroup<ComboboxItem>;

const colourOf = (confidence: number) =>
  confidence > SURE ? 'green' : confidence > LIKELY ? 'gray' : 'orange';

/** One row a column of the file: what it holds, what it becomes, and how sure that is. */
export function MappingTable({ guess, kind, catalogue, mapping, onChange }: StepProps & { guess: Guess }) {
  const { t } = useTranslation();
  const format = useFormat();
  const label = useFieldLabel(kind);
  const byColumn = targetsByColumn(mapping);
  const known = catalogue.kinds.find(({ key }) => key === kind);
  const fields = known?.fields.map(({ key }) => key) ?? [];
  const people = kind === 'products' ? [] : catalogue.identifiers.map(({ key }) => `@${key}`);
  const others = known?.others ? `${known.others}.` : '';

  const choices = (column: string, target: string | undefined): Choice[] => {
    const free = others + column.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '_');
    const offered = new Set([...fields, ...people]);
    const extra = [free, ...(target && target !== free ? [target] : [])].filter((each) => !offered.has(each));
    const said = (each: string) => ({ value: each, label: label(each) });
    return [
      { value: LEAVE_OUT, label: t('imports.mapping.leaveOut') },
      { group: t('imports.mapping.identifiers'), items: people.map(said) },
      { group: t('imports.mapping.fields'), items: fields.map(said) },
      { group: t('imports.mapping.others'), items: extra.map(said) },
    ];
  };
  const become = (name: string) => (
    <Select
      searchable
      allowDeselect={false}
      aria-label={t('imports.mapping.becomes', { name })}
      data={choices(name, byColumn.get(name))}
      value={byColumn.get(name) ?? LEAVE_OUT}
      onChange={(next) => onChange(withTarget(mapping, name, next || null))}
    />
  );
  const lost = lostColumns(
    mapping,
    guess.columns.map(({ name }) => name),
  );
  return (
    <Panel title={t('imports.mapping.title')} hint={t('imports.mapping.hint')} flush>
      <TableScroll least={340} label={t('imports.mapping.title')}>
        <Table aria-label={t('imports.mapping.title')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('imports.mapping.column')}</Table.Th>
              <Table.Th visibleFrom="sm">{t('imports.mapping.examples')}</Table.Th>
              <Table.Th>{t('imports.mapping.target')}</Table.Th>
              <Table.Th visibleFrom="sm">{t('imports.mapping.certainty')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {lost.map((name) => (
              <Table.Tr key={name}>
                <Table.Td fw={500}>{name}</Table.Td>
                <Table.Td visibleFrom="sm" c="dimmed">
                  –
                </Table.Td>
                <Table.Td w={{ base: 190, sm: 280 }}>
                  {become(name)}
                  <Text size="xs" c="orange" hiddenFrom="sm">
                    {t('imports.mapping.lost')}
                  </Text>
                </Table.Td>
                <Table.Td w={130} visibleFrom="sm">
                  <Badge color="orange" miw="max-content">
                    {t('imports.mapping.lost')}
                  </Badge>
                </Table.Td>
              </Table.Tr>
            ))}
            {guess.columns.map(({ name, examples, confidence, target: guessed, identifier }) => {
              const target = byColumn.get(name);
              const asGuessed = target === (identifier ? `@${guessed}` : guessed);
              return (
                <Table.Tr key={name}>
                  <Table.Td fw={500} style={{ overflowWrap: 'anywhere' }}>
                    {name}
                    <Text size="xs" c="dimmed" hiddenFrom="sm" lineClamp={1}>
                      {examples.slice(0, 2).map(String).join(' · ')}
                    </Text>
                  </Table.Td>
                  <Table.Td maw={320} visibleFrom="sm">
                    <Text size="sm" c="dimmed" truncate>
                      {examples.map(String).join(' · ')}
                    </Text>
                  </Table.Td>
                  <Table.Td w={{ base: 190, sm: 280 }}>{become(name)}</Table.Td>
                  <Table.Td w={130} visibleFrom="sm">
                    {target && (
                      <Badge miw="max-content" color={asGuessed ? colourOf(confidence) : 'petrol'}>
                        {asGuessed
                          ? t('imports.mapping.sure', { share: format.percent(confidence) })
                          : t('imports.mapping.yours')}
                      </Badge>
                    )}
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
