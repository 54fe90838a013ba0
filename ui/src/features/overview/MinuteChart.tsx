import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Overview } from '@/api/types';
import { ChartPanel } from '@/components/chart/ChartPanel';
import { type ChartLook, timeAxes } from '@/components/chart/look';
import { useFormat } from '@/format/useFormat';

export function MinuteChart({ minutes }: { minutes: Overview['events']['per_minute'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const title = t('overview.minutes.title');
  const option = useCallback(
    (look: ChartLook) => ({
      ...timeAxes(
        look,
        minutes.map(({ at }) => format.time(at)),
        format.compact,
      ),
      series: [
        {
          type: 'bar',
          name: t('overview.events'),
          data: minutes.map(({ count }) => count),
          itemStyle: { color: look.series[0], borderRadius: [2, 2, 0, 0] },
          barCategoryGap: '25%',
        },
      ],
    }),
    [minutes, format, t],
  );
  const rows = minutes.map(({ at, count }) => [format.time(at), format.number(count)]).reverse();
  return (
    <ChartPanel
      title={title}
      hint={t('overview.minutes.hint')}
      height={240}
      option={option}
      table={{ head: [t('overview.minute'), t('overview.events')], rows }}
    />
  );
}
