import { Badge, Button, Center, Group, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Panel } from '@/components/Panel';
import { ProblemNotice } from '@/components/ProblemNotice';
import { useToast } from '@/components/toast';
import { useCan } from '@/features/session/me';
import { useFormat } from '@/format/useFormat';
import classes from './RuleHistory.module.css';
import { historyQuery, useRevertRules } from './rules';

/** Every version of the rules; any of them can be the next one. */
export function RuleHistory({ current }: { current: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const toast = useToast();
  const may = useCan()('dictionary.edit');
  const list = useInfiniteQuery(historyQuery);
  const revert = useRevertRules();
  const versions = list.data?.pages.flatMap(({ items }) => items) ?? [];
  const back = (version: number) =>
    revert.mutate(version, {
      onSuccess: () => toast.undoable(t('dictionary.history.reverted'), () => revert.mutate(current)),
    });
  return (
    <Panel title={t('dictionary.history.title')} flush>
      {list.error && <ProblemNotice error={list.error} retry={() => void list.refetch()} />}
      <ul className={classes.list}>
        {versions.map(({ version, saved_at, who, rules }) => (
          <li key={version} className={classes.item}>
            <span>
              {format.dateTime(saved_at)}{' '}
              <Text span c="dimmed">
                {t('dictionary.history.by', { who, count: rules.length })}
              </Text>
            </span>
            <Group gap="xs">
              {version === current ? (
                <Badge color="green">{t('dictionary.history.current')}</Badge>
              ) : (
                may && (
                  <Button
                    variant="default"
                    size="compact-sm"
                    loading={revert.isPending && revert.variables === version}
                    onClick={() => back(version)}
                  >
                    {t('dictionary.history.revert')}
                  </Button>
                )
              )}
            </Group>
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Center pb="sm">
          <Button
            variant="default"
            size="xs"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            {t('dictionary.history.more')}
          </Button>
        </Center>
      )}
    </Panel>
  );
}
