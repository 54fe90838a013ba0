import { Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ImportRun } from '@/api/types';
import { Panel } from '@/components/Panel';
import { useReason } from '@/components/reasons';
import { TableScroll } from '@/components/TableScroll';
import { useFormat } from '@/format/useFormat';

/** The first rows that could not be read, each with its reason. */
export function Problems({ problems }: Pick<ImportRun, 'problems'>) {
  const { t } = useTranslation();
  const format = useFormat();
  const told = useReason();
  if (problems.length === 0) return null;
  return (
    <Panel title={t('imports.problems.title')} hint={t('imports.problems.hint')} flush>
      <TableScroll least={560} label={t('imports.problems.title')}>
        <Table aria-label={t('imports.problems.title')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th ta="right">{t('imports.problems.row')}</Table.Th>
              <Table.Th>{t('imports.problems.column')}</Table.Th>
              <Table.Th>{t('imports.problems.reason')}</Table.Th>
              <Table.Th>{t('imports.problems.value')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {[...problems]
              .sort((a, b) => a.row - b.row)
              .map(({ row, column, code, reason, value }) => (
                <Table.Tr key={`${row} ${column} ${reason}`}>
                  <Table.Td ta="right">{row ? format.number(row) : '–'}</Table.Td>
                  <Table.Td>{column || '–'}</Table.Td>
                  <Table.Td title={reason}>{told(code ?? '', reason).sentence}</Table.Td>
                  <Table.Td>
                    <span className="mono">{value == null ? '–' : String(value)}</span>
                  </Table.Td>
                </Table.Tr>
              ))}
          </Table.Tbody>
        </Table>
      </TableScroll>
    </Panel>
  );
}
