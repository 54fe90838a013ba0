import { Card, Group, SegmentedControl, SimpleGrid, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Ledger, SourceLedger } from '@/api/types';
import { Balance } from '@/components/Balance';
import { ChartPanel } from '@/components/chart/ChartPanel';
import { type ChartLook, timeAxes } from '@/components/chart/look';
import { ProblemNotice } from '@/components/ProblemNotice';
import { useFormat } from '@/format/useFormat';
import { SERIES } from '@/theme';
import { ledgerQuery } from '../sources';

const FATES = ['stored', 'duplicate', 'quarantined', 'suppressed'] as const;
type By = 'hour' | 'day';
type Fate = (typeof FATES)[number];
const isFate = (part: string): part is Fate => (FATES as readonly string[]).includes(part);
type Series = NonNullable<SourceLedger['series']>;

export function LedgerTab({ name }: { name: string }) {
  const [by, setBy] = useState<By>('hour');
  const { data: ledger, error, refetch } = useQuery(ledgerQuery(name, by));
  if (error) return <ProblemNotice error={error} retry={() => void refetch()} />;
  if (!ledger) return <Skeleton height={300} />;
  return (
    <Stack>
      <Sum ledger={ledger} />
      {ledger.series && <LedgerChart series={ledger.series} by={by} onBy={setBy} ledger={ledger} />}
    </Stack>
  );
}

/** What does not say by itself what it is. */
const EXPLAINED = ['duplicate', 'quarantined', 'pending'] as const;

/** The ledger as the sum that it is, with a sentence on each part that there is any of. */
function Sum({ ledger }: { ledger: Ledger }) {
  const { t } = useTranslation();
  const format = useFormat();
  const explained = EXPLAINED.filter((part) => ledger[part] > 0);
  const parts = ['accepted', ...FATES, 'pending'] as const;
  return (
    <Card>
      <SimpleGrid cols={{ base: 2, xs: 3, md: 6 }} component="dl" m={0}>
        {parts.map((part) => (
          <div key={part}>
            <dt style={{ color: 'var(--mantine-color-dimmed)', fontSize: 12.5 }}>
              {isFate(part) && <Dot color={SERIES[FATES.indexOf(part)]} />}
              {t(`components.ledger.${part}`)}
            </dt>
            <dd style={{ margin: 0, fontSize: 18, fontWeight: 600 }}>{format.number(ledger[part])}</dd>
          </div>
        ))}
      </SimpleGrid>
      {explained.length > 0 && (
        <Stack gap={4} mt="sm">
          {explained.map((part) => (
            <Text key={part} size="sm" c="dimmed">
              {t(`sources.ledger.means.${part}`)}
            </Text>
          ))}
        </Stack>
      )}
    </Card>
  );
}

/** The colour of a part in the chart below: labels instead of a legend. */
function Dot({ color }: { color: string | undefined }) {
  return (
    <span
      aria-hidden="true"
      style={{
        display: 'inline-block',
        width: 9,
        height: 9,
        marginRight: 6,
        borderRadius: 3,
        background: color,
      }}
    />
  );
}

interface LedgerChartProps {
  series: Series;
  by: By;
  onBy: (by: By) => void;
  ledger: Ledger;
}

function LedgerChart({ series, by, onBy, ledger }: LedgerChartProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const option = useCallback(
    (look: ChartLook) => ({
      ...timeAxes(
        look,
        series.map(({ at }) => (by === 'hour' ? format.hour(at) : format.date(at))),
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
    [series, by, format, t],
  );
  const rows = series
    .map((one) => [
      by === 'hour' ? format.dateTime(one.at) : format.date(one.at),
      ...FATES.map((fate) => format.number(one[fate])),
    ])
    .reverse();
  const head = [t(`sources.ledger.${by}`), ...FATES.map((fate) => t(`components.ledger.${fate}`))];
  return (
    <ChartPanel
      title={t('sources.ledger.title')}
      hint={t('sources.ledger.hint')}
      aside={
        <Group gap="xs">
          <SegmentedControl
            size="xs"
            aria-label={t('sources.ledger.by')}
            value={by}
            onChange={(next) => onBy(next as By)}
            data={(['hour', 'day'] as const).map((each) => ({
              value: each,
              label: t(`sources.ledger.${each}s`),
            }))}
          />
          <Balance ledger={ledger} />
        </Group>
      }
      height={260}
      option={option}
      table={{ head, rows }}
    />
  );
}
