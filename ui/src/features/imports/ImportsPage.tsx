import { Button, Card, Center, Skeleton, Table, Text } from '@mantine/core';
import { IconFileImport, IconUpload } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ImportRun } from '@/api/types';
import { Moment } from '@/components/AsOf';
import { EmptyState } from '@/components/EmptyState';
import { Page } from '@/components/Page';
import { ProblemNotice } from '@/components/ProblemNotice';
import { TableScroll } from '@/components/TableScroll';
import { useFormat } from '@/format/useFormat';
import { useCan } from '../session/me';
import { ImportProgress } from './ImportProgress';
import { importsQuery } from './imports';
import { StatusBadge } from './StatusBadge';

export function ImportsPage() {
  const { t } = useTranslation();
  const can = useCan();
  const list = useInfiniteQuery(importsQuery);
  const runs = list.data?.pages.flatMap(({ items }) => items);
  const button = can('imports.run') && (
    <Button
      leftSection={<IconUpload size={16} />}
      renderRoot={(props) => <Link to="/imports/new" {...props} />}
    >
      {t('imports.new.action')}
    </Button>
  );
  return (
    <Page title={t('imports.title')} sentence={t('imports.sentence')} action={button}>
      {list.error && <ProblemNotice error={list.error} retry={() => void list.refetch()} />}
      {list.isPending && <Skeleton height={220} />}
      {runs?.length === 0 && (
        <EmptyState icon={IconFileImport} title={t('imports.none.title')} action={button}>
          {t('imports.none.text')}
        </EmptyState>
      )}
      {runs && runs.length > 0 && <ImportTable runs={runs} />}
      {list.hasNextPage && (
        <Center mt="md">
          <Button
            variant="default"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            {t('imports.more')}
          </Button>
        </Center>
      )}
    </Page>
  );
}

function ImportTable({ runs }: { runs: ImportRun[] }) {
  const { t } = useTranslation();
  const columns = ['file', 'status', 'read', 'rejected', 'who', 'started'] as const;
  return (
    <Card padding={0}>
      <TableScroll least={760} label={t('imports.title')}>
        <Table highlightOnHover aria-label={t('imports.title')}>
          <Table.Thead>
            <Table.Tr>
              {columns.map((column) => (
                <Table.Th key={column} ta={column === 'read' || column === 'rejected' ? 'right' : undefined}>
                  {t(`imports.columns.${column}`)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {runs.map((run) => (
              <ImportRow key={run.id} run={run} />
            ))}
          </Table.Tbody>
        </Table>
      </TableScroll>
    </Card>
  );
}

function ImportRow({ run }: { run: ImportRun }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Table.Tr>
      <Table.Td>
        <Link to="/imports/$id" params={{ id: run.id }} className="plain" style={{ fontWeight: 500 }}>
          {run.file}
        </Link>
        <Text size="xs" c="dimmed">
          {t(`imports.kinds.${run.kind}`)} · {run.source} · {format.bytes(run.bytes.total)}
        </Text>
      </Table.Td>
      <Table.Td miw={180}>
        <StatusBadge run={run} />
        <ImportProgress run={run} />
      </Table.Td>
      <Table.Td ta="right">{format.number(run.rows.read)}</Table.Td>
      <Table.Td ta="right">{format.number(run.rows.rejected)}</Table.Td>
      <Table.Td>{run.who || '–'}</Table.Td>
      <Table.Td>
        <Moment at={run.started_at} />
      </Table.Td>
    </Table.Tr>
  );
}
