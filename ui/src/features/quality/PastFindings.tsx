import { Button, Card, Center, Skeleton, Stack } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { ProblemNotice } from '@/components/ProblemNotice';
import classes from './FindingList.module.css';
import { FindingRow } from './FindingRow';
import { pastQuery } from './quality';

/** What was wrong and is not any more. */
export function PastFindings() {
  const { t } = useTranslation();
  const list = useInfiniteQuery(pastQuery);
  if (list.error) return <ProblemNotice error={list.error} retry={() => void list.refetch()} />;
  if (!list.data) return <Skeleton height={240} />;
  const findings = list.data.pages.flatMap(({ items }) => items);
  if (findings.length === 0) {
    return (
      <EmptyState icon={IconHistory} title={t('quality.noPast')}>
        {t('quality.noPastText')}
      </EmptyState>
    );
  }
  return (
    <Stack>
      <Card padding={0}>
        <ul className={classes.list}>
          {findings.map((finding) => (
            <FindingRow key={finding.id} finding={finding} />
          ))}
        </ul>
      </Card>
      {list.hasNextPage && (
        <Center>
          <Button
            variant="default"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            {t('quality.more')}
          </Button>
        </Center>
      )}
    </Stack>
  );
}
