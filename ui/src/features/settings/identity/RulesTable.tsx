import { Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Problem } from '@/api/problem';
import { TableScroll } from '@/components/TableScroll';
import { type Draft, mistake, type Row } from './draft';
import { KindRow } from './KindRow';
import classes from './RulesTable.module.css';

interface RulesTableProps {
  draft: Draft;
  normalisers: string[];
  problem: Problem | null;
  may: boolean;
  onChange: (draft: Draft) => void;
}

/** In the order in which they stand; those without a width of their own share what is left. */
const COLUMNS = ['name', 'priority', 'limit', 'shared', 'normaliser', 'paths', 'blocked'] as const;

/** One row a kind of identifier; the last one stands for all that are not listed. */
export function RulesTable({ draft, normalisers, problem, may, onChange }: RulesTableProps) {
  const { t } = useTranslation();
  const { rows, other } = draft;
  const replace = (key: string, next: Row[]) =>
    onChange({ ...draft, rows: rows.flatMap((row) => (row.key === key ? next : [row])) });
  const kind = (row: Row, place: string) => ({
    row,
    normalisers,
    may,
    mistake: (field: keyof Omit<Row, 'key' | 'isNew'>) => mistake(problem, place, field),
  });
  return (
    <TableScroll least={1020} label={t('settings.identity.kinds')}>
      <Table aria-label={t('settings.identity.kinds')} className={classes.table}>
        <Table.Thead>
          <Table.Tr>
            {COLUMNS.map((column) => (
              <Table.Th key={column} className={classes[column]}>
                {t(`settings.identity.columns.${column}`)}
              </Table.Th>
            ))}
            {may && (
              <Table.Th className={classes.actions}>
                <span className="visually-hidden">{t('settings.people.actions')}</span>
              </Table.Th>
            )}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row, index) => (
            <KindRow
              key={row.key}
              {...kind(row, `namespaces.${index}`)}
              onChange={(part) => replace(row.key, [{ ...row, ...part }])}
              onRemove={() => replace(row.key, [])}
            />
          ))}
          <KindRow
            {...kind(other, 'other')}
            isOther
            onChange={(part) => onChange({ ...draft, other: { ...other, ...part } })}
          />
        </Table.Tbody>
      </Table>
    </TableScroll>
  );
}
