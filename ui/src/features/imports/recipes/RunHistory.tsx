import { Button, Center, Table, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Recipe, RecipeRun } from '@/api/types';
import { Moment } from '@/components/AsOf';
import { Detail } from '@/components/Detail';
import { Panel } from '@/components/Panel';
import { useReason } from '@/components/reasons';
import { TableScroll } from '@/components/TableScroll';
import { nameOf } from '../imports';
import { RunBadge } from './RunBadge';
import { runsQuery } from './recipes';

export function RunHistory({ recipe }: { recipe: Recipe }) {
  const { t } = useTranslation();
  const list = useInfiniteQuery(runsQuery(recipe.id));
  const runs = list.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Panel title={t('imports.recipes.history')} flush={runs.length > 0}>
      {runs.length === 0 ? (
        <Text c="dimmed">{t('imports.recipes.noRuns')}</Text>
      ) : (
        <TableScroll least={560} label={t('imports.recipes.history')}>
          <Table aria-label={t('imports.recipes.history')}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('imports.columns.started')}</Table.Th>
                <Table.Th>{t('imports.columns.status')}</Table.Th>
                <Table.Th>{t('imports.recipes.cause')}</Table.Th>
                <Table.Th>{t('imports.recipes.result')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {runs.map((run) => (
                <Table.Tr key={run.id}>
                  <Table.Td>
                    <Moment at={run.started_at} />
                  </Table.Td>
                  <Table.Td>
                    <RunBadge run={run} />
                  </Table.Td>
                  <Table.Td>
                    {run.cause === 'manual' ? nameOf(run.who) : t('imports.recipes.bySchedule')}
                  </Table.Td>
                  <Table.Td>
                    <ResultOf run={run} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </TableScroll>
      )}
      {list.hasNextPage && (
        <Center p="sm">
          <Button
            variant="default"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            {t('imports.more')}
          </Button>
        </Center>
      )}
    </Panel>
  );
}

function ResultOf({ run }: { run: RecipeRun }) {
  const { t } = useTranslation();
  const { sentence, detail } = useReason()(run.error_code ?? '', run.error);
  if (run.error) {
    return (
      <>
        {sentence}
        <Detail>{detail}</Detail>
      </>
    );
  }
  if (!run.import) return '–';
  return (
    <Link to="/imports/$id" params={{ id: run.import }}>
      {t('imports.recipes.toImport')}
    </Link>
  );
}
