import { Anchor, Table } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Overview } from '@/api/types';
import { Moment } from '@/components/AsOf';
import { Balance } from '@/components/Balance';
import { Panel } from '@/components/Panel';
import { TableScroll } from '@/components/TableScroll';
import { useFormat } from '@/format/useFormat';

const PARTS = ['accepted', 'stored', 'duplicate', 'quarantined', 'suppressed', 'pending'] as const;

/** What came in and what became of it, per source: the two sides must be equal. */
export function LedgerTable({ ledger, freshness }: Pick<Overview, 'ledger' | 'freshness'>) {
  const { t } = useTranslation();
  const format = useFormat();
  const last = new Map(freshness.map(({ source, last_event_at }) => [source, last_event_at]));
  return (
    <Panel title={t('overview.ledger.title')} hint={t('overview.ledger.hint')} flush>
      <TableScroll least={820} label={t('overview.ledger.title')}>
        <Table highlightOnHover aria-label={t('overview.ledger.title')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('overview.ledger.source')}</Table.Th>
              {PARTS.map((part) => (
                <Table.Th key={part} ta="right">
                  {t(`components.ledger.${part}`)}
                </Table.Th>
              ))}
              <Table.Th>{t('overview.ledger.balance')}</Table.Th>
              <Table.Th>{t('overview.ledger.last')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {ledger.map((row) => (
              <Table.Tr key={row.source}>
                <Table.Td>
                  <Anchor component={Link} to={`/sources/${row.source}`}>
                    {row.source}
                  </Anchor>
                </Table.Td>
                {PARTS.map((part) => (
                  <Table.Td key={part} ta="right">
                    {part === 'quarantined' && row.quarantined > 0 ? (
                      <Link to="/sources/$name" params={{ name: row.source }} search={{ tab: 'quarantine' }}>
                        {format.number(row.quarantined)}
                      </Link>
                    ) : (
                      format.number(row[part])
                    )}
                  </Table.Td>
                ))}
                <Table.Td>
                  <Balance ledger={row} />
                </Table.Td>
                <Table.Td>
                  <Moment at={last.get(row.source)} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </TableScroll>
    </Panel>
  );
}
