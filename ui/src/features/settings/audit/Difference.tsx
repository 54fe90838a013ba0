import { Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Json, JsonObject } from '@/api/types';
import { changedKeys } from './changes';
import classes from './Difference.module.css';
import { useFieldName } from './useDeedWords';

const spoken = (value: Json | undefined) =>
  value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);

interface DifferenceProps {
  action: string;
  before: JsonObject | null;
  after: JsonObject | null;
}

/** What a change did, field by field. */
export function Difference({ action, before, after }: DifferenceProps) {
  const { t } = useTranslation();
  const nameOf = useFieldName();
  return (
    <Table mt="xs" verticalSpacing={4} className={classes.table} aria-label={t('settings.audit.change')}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('settings.audit.field')}</Table.Th>
          <Table.Th>{t('settings.audit.before')}</Table.Th>
          <Table.Th>{t('settings.audit.after')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {changedKeys(before, after).map((key) => (
          <Table.Tr key={key}>
            <Table.Td title={key}>{nameOf(key, action)}</Table.Td>
            <Table.Td>
              {before && key in before && <del className={classes.old}>{spoken(before[key])}</del>}
            </Table.Td>
            <Table.Td>
              {after && key in after && <ins className={classes.new}>{spoken(after[key])}</ins>}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
