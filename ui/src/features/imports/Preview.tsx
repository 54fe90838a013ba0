import { Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { JsonObject } from '@/api/types';
import { Panel } from '@/components/Panel';
import { TableScroll } from '@/components/TableScroll';

const SHOWN = 5;

export function Preview({ rows }: { rows: JsonObject[] }) {
  const { t } = useTranslation();
  const columns = Object.keys(rows[0] ?? {});
  if (columns.length === 0) return null;
  return (
    <Panel title={t('imports.preview')} flush>
      <TableScroll least={columns.length * 120} label={t('imports.preview')}>
        <Table aria-label={t('imports.preview')} fz="sm">
          <Table.Thead>
            <Table.Tr>
              {columns.map((column) => (
                <Table.Th key={column}>{column}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.slice(0, SHOWN).map((row) => (
              <Table.Tr key={JSON.stringify(row)}>
                {columns.map((column) => (
                  <Table.Td key={column} style={{ whiteSpace: 'nowrap' }}>
                    {row[column] == null ? '' : String(row[column])}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </TableScroll>
    </Panel>
  );
}
