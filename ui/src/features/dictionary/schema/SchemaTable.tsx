import { ActionIcon, Checkbox, MultiSelect, NumberInput, Table, TagsInput, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { TableScroll } from '@/components/TableScroll';
import { type PropertyType, type Row, TYPES, takesNumbers, takesText } from './draft';
import classes from './SchemaTable.module.css';

interface SchemaTableProps {
  rows: Row[];
  mistake: (index: number, field: string) => string | undefined;
  onChange: (rows: Row[]) => void;
}

const COLUMNS = ['property', 'required', 'types', 'allowed', 'pattern', 'bounds'] as const;

/** One row a property; fields that make no sense for its type are not shown. */
export function SchemaTable({ rows, mistake, onChange }: SchemaTableProps) {
  const { t } = useTranslation();
  return (
    <TableScroll least={980} label={t('dictionary.schema.title')}>
      <Table aria-label={t('dictionary.schema.title')} className={classes.table}>
        <Table.Thead>
          <Table.Tr>
            {COLUMNS.map((column) => (
              <Table.Th key={column} className={classes[column]}>
                {t(`dictionary.schema.columns.${column}`)}
              </Table.Th>
            ))}
            <Table.Th className={classes.actions}>
              <span className="visually-hidden">{t('dictionary.schema.drop')}</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row, index) => (
            <PropertyFields
              key={row.key}
              row={row}
              mistake={(field) => mistake(index, field)}
              onChange={(part) =>
                onChange(rows.map((each) => (each.key === row.key ? { ...each, ...part } : each)))
              }
              onRemove={() => onChange(rows.filter((each) => each.key !== row.key))}
            />
          ))}
        </Table.Tbody>
      </Table>
    </TableScroll>
  );
}

interface PropertyFieldsProps {
  row: Row;
  mistake: (field: string) => string | undefined;
  onChange: (part: Partial<Row>) => void;
  onRemove: () => void;
}

function PropertyFields({ row, mistake, onChange, onRemove }: PropertyFieldsProps) {
  const { t } = useTranslation();
  const label = (column: (typeof COLUMNS)[number]) =>
    t('dictionary.schema.of', { what: t(`dictionary.schema.columns.${column}`), name: row.name });
  return (
    <Table.Tr>
      <Table.Td>
        <TextInput
          aria-label={label('property')}
          required
          maxLength={300}
          value={row.name}
          error={mistake('name')}
          onChange={(event) => onChange({ name: event.currentTarget.value })}
        />
      </Table.Td>
      <Table.Td className={classes.box}>
        <Checkbox
          aria-label={label('required')}
          checked={row.required}
          onChange={(event) => onChange({ required: event.currentTarget.checked })}
        />
      </Table.Td>
      <Table.Td>
        <MultiSelect
          aria-label={label('types')}
          placeholder={row.types.length === 0 ? t('dictionary.schema.any') : undefined}
          data={TYPES.map((value) => ({ value, label: t(`dictionary.types.${value}`) }))}
          value={row.types}
          onChange={(types) => onChange({ types: types as PropertyType[] })}
        />
      </Table.Td>
      <Table.Td>
        <TagsInput
          aria-label={label('allowed')}
          placeholder={row.allowed.length === 0 ? t('dictionary.schema.any') : undefined}
          acceptValueOnBlur
          splitChars={[',', ';']}
          value={row.allowed}
          error={mistake('allowed')}
          onChange={(allowed) => onChange({ allowed })}
        />
      </Table.Td>
      <Table.Td>
        {takesText(row) && (
          <TextInput
            aria-label={label('pattern')}
            placeholder="[A-Z]{2}-[0-9]+"
            classNames={{ input: 'mono' }}
            maxLength={300}
            value={row.pattern}
            error={mistake('pattern')}
            onChange={(event) => onChange({ pattern: event.currentTarget.value })}
          />
        )}
      </Table.Td>
      <Table.Td>{takesNumbers(row) && <Bounds row={row} mistake={mistake} onChange={onChange} />}</Table.Td>
      <Table.Td className={classes.box}>
        <ActionIcon aria-label={t('dictionary.schema.dropOne', { name: row.name })} onClick={onRemove}>
          <IconTrash size={16} />
        </ActionIcon>
      </Table.Td>
    </Table.Tr>
  );
}

function Bounds({ row, mistake, onChange }: Omit<PropertyFieldsProps, 'onRemove'>) {
  const { t } = useTranslation();
  const bound = (which: 'minimum' | 'maximum') => (
    <NumberInput
      hideControls
      aria-label={t('dictionary.schema.of', { what: t(`dictionary.schema.${which}`), name: row.name })}
      placeholder={t(`dictionary.schema.${which}`)}
      value={row[which] ?? ''}
      error={mistake(which)}
      onChange={(next) => onChange({ [which]: typeof next === 'number' ? next : null })}
    />
  );
  return (
    <div className={classes.pair}>
      {bound('minimum')}
      {bound('maximum')}
    </div>
  );
}
