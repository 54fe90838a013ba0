import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Overview } from '@/api/types';
import { ChartPanel } from '@/components/chart/ChartPanel';
import { type ChartLook, timeAxes } from '@/components/chart/look';
import { useFormat } from '@/format/useFormat';

export function DayChart({ days }: { days: Overview['by_day'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const option = useCallback(
    (look: ChartLook) => ({
      ...timeAxes(
        look,
        days.map(({ day }) => format.shortDay(day)),
        format.compact,
      ),
      series: [
        {
          type: 'bar',
          barMaxWidth: 24,
          name: t('overview.events'),
          data: days.map(({ count }) => count),
          itemStyle: { color: look.series[0], borderRadius: [2, 2, 0, 0] },
          barCategoryGap: '30%',
        },
        {
          type: 'line',
          name: t('overview.active'),
          data: days.map(({ profiles }) => profiles),
          showSymbol: false,
          lineStyle: { color: look.series[1], width: 2 },
          itemStyle: { color: look.series[1] },
        },
      ],
    }),
    [days, format, t],
  );
  const rows = days
    .map(({ day, count, profiles }) => [format.day(day), format.number(count), format.number(profiles)])
    .reverse();
  return (
    <ChartPanel
      title={t('overview.days.title')}
      hint={t('overview.days.hint')}
      height={220}
      option={option}
      table={{ head: [t('overview.day'), t('overview.events'), t('overview.active')], rows }}
    />
  );
}
