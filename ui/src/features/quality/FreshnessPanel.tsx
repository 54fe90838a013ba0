import { Badge, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { QualityBoard } from '@/api/types';
import { Moment } from '@/components/AsOf';
import { Panel } from '@/components/Panel';
import { TableScroll } from '@/components/TableScroll';
import { useCan } from '@/features/session/me';
import { useFormat } from '@/format/useFormat';

const HOUR = 3600;

/** How long nothing came from each source, beside how long that usually takes at most. */
export function FreshnessPanel({ board }: { board: QualityBoard }) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useCan()('sources.read');
  return (
    <Panel title={t('quality.fresh.title')} hint={t('quality.fresh.hint')} flush>
      {board.freshness.length === 0 ? (
        <Text c="dimmed" px="md" pb="md">
          {t('quality.fresh.none')}
        </Text>
      ) : (
        <TableScroll least={420} label={t('quality.fresh.title')}>
          <Table aria-label={t('quality.fresh.title')}>
            <Table.Thead>
              <Table.Tr>
                {(['source', 'last', 'usual'] as const).map((column) => (
                  <Table.Th key={column}>{t(`quality.fresh.columns.${column}`)}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {board.freshness.map(({ source, last_at, usual_seconds, stale }) => (
                <Table.Tr key={source}>
                  <Table.Td>
                    {may ? (
                      <Link to="/sources/$name" params={{ name: source }}>
                        {source}
                      </Link>
                    ) : (
                      source
                    )}
                  </Table.Td>
                  <Table.Td>
                    <Moment at={last_at} /> {stale && <Badge color="red">{t('quality.fresh.silent')}</Badge>}
                  </Table.Td>
                  <Table.Td>
                    {usual_seconds === null
                      ? t('quality.fresh.unknown')
                      : t('quality.fresh.hours', {
                          count: Math.round((usual_seconds / HOUR) * 10) / 10,
                          hours: format.number(Math.round((usual_seconds / HOUR) * 10) / 10),
                        })}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </TableScroll>
      )}
    </Panel>
  );
}
