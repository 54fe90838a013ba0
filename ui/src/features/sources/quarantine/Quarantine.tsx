import { Button, Card, Center, SegmentedControl, Skeleton, Stack } from '@mantine/core';
import { IconChecks, IconShieldCheck } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { QuarantineStatus } from '@/api/types';
import { EmptyState } from '@/components/EmptyState';
import { ProblemNotice } from '@/components/ProblemNotice';
import { useFormat } from '@/format/useFormat';
import { quarantineQuery } from '../sources';
import { QuarantinedRow } from './QuarantinedRow';
import { Reasons } from './Reasons';

const route = getRouteApi('/shell/sources/$name');
const STATUSES = ['open', 'replayed', 'discarded'] as const;

/** What could not be taken in, by reason: look at one, mend it or what caused it, send the rest through, or set it aside. */
export function Quarantine({ name }: { name: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { reason } = route.useSearch();
  const [status, setStatus] = useState<QuarantineStatus>('open');
  const list = useInfiniteQuery(quarantineQuery(name, reason, status));
  const first = list.data?.pages[0];
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? [];
  if (list.error) return <ProblemNotice error={list.error} retry={() => void list.refetch()} />;
  if (!first) return <Skeleton height={200} />;
  const { counts } = first;
  if (counts.open + counts.replayed + counts.discarded === 0) {
    return (
      <EmptyState icon={IconShieldCheck} title={t('sources.quarantine.none')}>
        {t('sources.quarantine.noneText')}
      </EmptyState>
    );
  }
  return (
    <Stack>
      {first.reasons.length > 0 && <Reasons name={name} reasons={first.reasons} picked={reason} />}
      <SegmentedControl
        size="xs"
        style={{ alignSelf: 'flex-start' }}
        aria-label={t('sources.quarantine.status')}
        value={status}
        onChange={(next) => setStatus(next as QuarantineStatus)}
        data={STATUSES.map((each) => ({
          value: each,
          label: `${t(`sources.quarantine.statuses.${each}`)} ${format.number(counts[each])}`,
        }))}
      />
      {rows.length === 0 ? (
        <EmptyState icon={IconChecks} title={t('sources.quarantine.nothing')} />
      ) : (
        <Card padding={0}>
          {rows.map((row) => (
            <QuarantinedRow key={row.id} name={name} row={row} />
          ))}
        </Card>
      )}
      {list.hasNextPage && (
        <Center>
          <Button
            variant="default"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            {t('sources.quarantine.more')}
          </Button>
        </Center>
      )}
    </Stack>
  );
}
