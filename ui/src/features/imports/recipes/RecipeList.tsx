import { Badge, Card, Skeleton, Table, Text } from '@mantine/core';
import { IconRepeat } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Moment } from '@/components/AsOf';
import { EmptyState } from '@/components/EmptyState';
import { ProblemNotice } from '@/components/ProblemNotice';
import { TableScroll } from '@/components/TableScroll';
import { useFormat } from '@/format/useFormat';
import { RunBadge } from './RunBadge';
import { recipesQuery } from './recipes';
import { useWhen } from './useWhen';

export function RecipeList() {
  const { t } = useTranslation();
  const format = useFormat();
  const when = useWhen();
  const { data: recipes, error, refetch } = useQuery(recipesQuery);
  if (error) return <ProblemNotice error={error} retry={() => void refetch()} />;
  if (!recipes) return <Skeleton height={160} />;
  if (recipes.length === 0) {
    return (
      <EmptyState icon={IconRepeat} title={t('imports.recipes.none')}>
        {t('imports.recipes.noneText')}
      </EmptyState>
    );
  }
  return (
    <Card padding={0}>
      <TableScroll least={720} label={t('imports.tabs.recipes')}>
        <Table highlightOnHover aria-label={t('imports.tabs.recipes')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('imports.recipes.name')}</Table.Th>
              <Table.Th>{t('imports.recipes.schedule')}</Table.Th>
              <Table.Th>{t('imports.recipes.next')}</Table.Th>
              <Table.Th>{t('imports.recipes.last')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {recipes.map((recipe) => (
              <Table.Tr key={recipe.id}>
                <Table.Td>
                  <Link
                    to="/imports/recipes/$id"
                    params={{ id: recipe.id }}
                    className="plain"
                    style={{ fontWeight: 500 }}
                  >
                    {recipe.name}
                  </Link>
                  <Text size="xs" c="dimmed">
                    {t(`imports.kinds.${recipe.kind}`)} · {recipe.source}
                  </Text>
                </Table.Td>
                <Table.Td>
                  {when(recipe.schedule)}
                  {!recipe.enabled && (
                    <Badge color="gray" ml={6}>
                      {t('imports.recipes.off')}
                    </Badge>
                  )}
                </Table.Td>
                <Table.Td>{recipe.enabled ? format.dateTime(recipe.next_run_at) : '–'}</Table.Td>
                <Table.Td>
                  {recipe.last_run ? (
                    <>
                      <RunBadge run={recipe.last_run} />
                      <Text size="xs" c="dimmed">
                        <Moment at={recipe.last_run.started_at} />
                      </Text>
                    </>
                  ) : (
                    '–'
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </TableScroll>
    </Card>
  );
}
