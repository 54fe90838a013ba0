import { Button, Card, Center, Skeleton, Table, Tabs, Text } from '@mantine/core';
import { IconFileImport, IconUpload } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ImportRun } from '@/api/types';
import { Moment } from '@/components/AsOf';
import { EmptyState } from '@/components/EmptyState';
import { Page } from '@/components/Page';
import { ProblemNotice } from '@/components/ProblemNotice';
import { TableScroll } from '@/components/TableScroll';
import { useFormat } from '@/format/useFormat';
import { useCan } from '../session/me';
import { TABS, type Tab } from './address';
import { ConnectionList } from './connections/ConnectionList';
import { ImportProgress } from './ImportProgress';
import { importsQuery, nameOf } from './imports';
import { RecipeList } from './recipes/RecipeList';
import { StatusBadge } from './StatusBadge';

const route = getRouteApi('/shell/imports');

/** What was imported, what is imported again and again, and from where. */
export function ImportsPage() {
  const { t } = useTranslation();
  const can = useCan();
  const { tab = 'runs' } = route.useSearch();
  const navigate = useNavigate({ from: '/imports' });
  return (
    <Page
      title={t('imports.title')}
      sentence={t('imports.sentence')}
      action={can('imports.run') && <NewButton />}
    >
      <Tabs value={tab} onChange={(next) => void navigate({ search: { tab: next as Tab }, replace: true })}>
        <Tabs.List mb="md">
          {TABS.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {t(`imports.tabs.${each}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="runs">
          <Runs />
        </Tabs.Panel>
        <Tabs.Panel value="recipes">
          <RecipeList />
        </Tabs.Panel>
        <Tabs.Panel value="connections">
          <ConnectionList />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

function NewButton() {
  const { t } = useTranslation();
  return (
    <Button
      leftSection={<IconUpload size={16} />}
      renderRoot={(props) => <Link to="/imports/new" {...props} />}
    >
      {t('imports.new.action')}
    </Button>
  );
}

function Runs() {
  const { t } = useTranslation();
  const can = useCan();
  const list = useInfiniteQuery(importsQuery);
  const runs = list.data?.pages.flatMap(({ items }) => items);
  return (
    <>
      {list.error && <ProblemNotice error={list.error} retry={() => void list.refetch()} />}
      {list.isPending && <Skeleton height={220} />}
      {runs?.length === 0 && (
        <EmptyState
          icon={IconFileImport}
          title={t('imports.none.title')}
          action={can('imports.run') && <NewButton />}
        >
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
    </>
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
      <Table.Td>{nameOf(run.who) || '–'}</Table.Td>
      <Table.Td>
        <Moment at={run.started_at} />
      </Table.Td>
    </Table.Tr>
  );
}
