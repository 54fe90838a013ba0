import { Badge, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Breach, DictionaryEventPage } from '@/api/types';
import { Moment } from '@/components/AsOf';
import { Panel } from '@/components/Panel';
import { TableScroll } from '@/components/TableScroll';
import { useFormat } from '@/format/useFormat';

/** How events broke what is expected of them, property by property. */
export function Breaches({ event }: { event: DictionaryEventPage }) {
  const { t } = useTranslation();
  if (event.breaches.length === 0) return null;
  const columns = ['property', 'broken', 'count', 'source', 'last'] as const;
  return (
    <Panel title={t('dictionary.breaches.title')} hint={t('dictionary.breaches.hint')} flush>
      <TableScroll least={760} label={t('dictionary.breaches.title')}>
        <Table aria-label={t('dictionary.breaches.title')}>
          <Table.Thead>
            <Table.Tr>
              {columns.map((column) => (
                <Table.Th key={column} ta={column === 'count' ? 'right' : undefined}>
                  {t(`dictionary.breaches.columns.${column}`)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {event.breaches.map((breach) => (
              <BreachRow key={`${breach.property} ${breach.broken} ${breach.source}`} breach={breach} />
            ))}
          </Table.Tbody>
        </Table>
      </TableScroll>
    </Panel>
  );
}

function BreachRow({ breach }: { breach: Breach }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Table.Tr>
      <Table.Td fw={500}>{breach.property || t('dictionary.breaches.unlisted')}</Table.Td>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>
        <Badge color="orange">{t(`dictionary.breaches.kinds.${breach.broken}`)}</Badge>
        <Text size="xs" c="dimmed" mt={4} lang="en">
          {breach.reason}
        </Text>
      </Table.Td>
      <Table.Td ta="right">{format.number(breach.count)}</Table.Td>
      <Table.Td>{breach.source}</Table.Td>
      <Table.Td>
        <Moment at={breach.last_at} />
      </Table.Td>
    </Table.Tr>
  );
}
