import { Card, SimpleGrid, Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Ledger, SourceLedger } from '@/api/types';
import { Balance } from '@/components/Balance';
import { ChartPanel } from '@/components/chart/ChartPanel';
import { type ChartLook, timeAxes } from '@/components/chart/look';
import { ProblemNotice } from '@/components/ProblemNotice';
import { useFormat } from '@/format/useFormat';
import { ledgerQuery } from '../sources';

const FATES = ['stored', 'duplicate', 'quarantined', 'suppressed'] as const;
type Series = NonNullable<SourceLedger['series']>;

export function LedgerTab({ name }: { name: string }) {
  const { data: ledger, error, refetch } = useQuery(ledgerQuery(name));
  if (error) return <ProblemNotice error={error} retry={() => void refetch()} />;
  if (!ledger) return <Skeleton height={300} />;
  return (
    <Stack>
      <Sum ledger={ledger} />
      {ledger.series && ledger.series.length > 0 && <LedgerChart series={ledger.series} ledger={ledger} />}
    </Stack>
  );
}

/** The ledger as the sum that it is. */
function Sum({ ledger }: { ledger: Ledger }) {
  const { t } = useTranslation();
  const format = useFormat();
  const parts = ['accepted', ...FATES, 'pending'] as const;
  return (
    <Card>
      <SimpleGrid cols={{ base: 2, xs: 3, md: 6 }} component="dl" m={0}>
        {parts.map((part) => (
          <div key={part}>
            <dt style={{ color: 'var(--mantine-color-dimmed)', fontSize: 12.5 }}>
              {t(`components.ledger.${part}`)}
            </dt>
            <dd style={{ margin: 0, fontSize: 18, fontWeight: 600 }}>{format.number(ledger[part])}</dd>
          </div>
        ))}
      </SimpleGrid>
    </Card>
  );
}

function LedgerChart({ series, ledger }: { series: Series; ledger: Ledger }) {
  const { t } = useTranslation();
  const format = useFormat();
  const option = useCallback(
    (look: ChartLook) => ({
      ...timeAxes(
        look,
        series.map(({ at }) => format.hour(at)),
        format.compact,
      ),
      series: FATES.map((fate, index) => ({
        type: 'bar',
        barMaxWidth: 24,
        stack: 'fate',
        name: t(`components.ledger.${fate}`),
        data: series.map((hour) => hour[fate]),
        itemStyle: { color: look.series[index] },
        barCategoryGap: '25%',
      })),
    }),
    [series, format, t],
  );
  const rows = series
    .map((hour) => [format.dateTime(hour.at), ...FATES.map((fate) => format.number(hour[fate]))])
    .reverse();
  const head = [t('sources.ledger.hour'), ...FATES.map((fate) => t(`components.ledger.${fate}`))];
  return (
    <ChartPanel
      title={t('sources.ledger.title')}
      hint={t('sources.ledger.hint')}
      aside={<Balance ledger={ledger} />}
      height={260}
      option={option}
      table={{ head, rows }}
    />
  );
}
