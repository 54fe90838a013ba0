import { Button, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Recipe } from '@/api/types';
import { Moment } from '@/components/AsOf';
import { Panel } from '@/components/Panel';
import { useCan } from '../../session/me';
import { nameOf } from '../imports';
import { useRecipe, versionsQuery } from './recipes';

/** What the recipe was; an earlier version can be taken again. */
export function Versions({ recipe }: { recipe: Recipe }) {
  const { t } = useTranslation();
  const can = useCan();
  const { data: versions = [] } = useQuery(versionsQuery(recipe.id));
  const { revert } = useRecipe(recipe.id);
  return (
    <Panel title={t('imports.recipes.versions')} flush>
      <Table aria-label={t('imports.recipes.versions')}>
        <Table.Tbody>
          {versions.map(({ version, who, created_at }) => (
            <Table.Tr key={version}>
              <Table.Td>{t('imports.recipes.version', { version })}</Table.Td>
              <Table.Td>
                <Text size="xs" c="dimmed">
                  {nameOf(who)} · <Moment at={created_at} />
                </Text>
              </Table.Td>
              <Table.Td ta="right">
                {version !== recipe.version && can('imports.run') && (
                  <Button
                    variant="subtle"
                    size="compact-sm"
                    loading={revert.isPending && revert.variables === version}
                    onClick={() => revert.mutate(version)}
                  >
                    {t('imports.recipes.revert')}
                  </Button>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}
