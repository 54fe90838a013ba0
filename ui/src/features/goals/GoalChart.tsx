import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Goal } from '@/api/types';
import { Chart } from '@/components/chart/Chart';
import { FigureTable } from '@/components/chart/ChartPanel';
import { type ChartLook, timeAxes } from '@/components/chart/look';
import { useFormat } from '@/format/useFormat';
import { useSpoken } from './goals';

const HEIGHT = 150;

/** The figure over time, with the target as a line to be reached; or the same as a table. */
export function GoalChart({ goal, reading }: { goal: Goal; reading: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const spoken = useSpoken();
  const { series, unit, target, metric } = goal;
  const option = useCallback(
    (look: ChartLook) => {
      const axes = timeAxes(
        look,
        series.map(({ day }) => format.shortDay(day)),
        (value) => spoken(unit, value),
      );
      const lowest = Math.min(target, ...series.map(({ value }) => value ?? target));
      const highest = Math.max(target, ...series.map(({ value }) => value ?? target));
      const room = (highest - lowest || Math.abs(highest) || 1) * 0.15;
      return {
        ...axes,
        // A line is read by its slope, not by its height: it may begin where the figures do.
        yAxis: {
          ...axes.yAxis,
          min: Math.max(0, lowest - room),
          max: highest + room,
          minInterval: 0,
          axisLabel: { ...axes.yAxis.axisLabel, showMinLabel: false, showMaxLabel: false },
        },
        series: [
          {
            type: 'line',
            name: t(`goals.metrics.${metric}`),
            data: series.map(({ value }) => value),
            showSymbol: series.length < 2,
            lineStyle: { color: look.series[0], width: 2 },
            itemStyle: { color: look.series[0] },
          },
          {
            type: 'line',
            name: t('goals.chartTarget'),
            data: series.map(() => target),
            showSymbol: false,
            lineStyle: { color: look.faint, width: 1.5, type: 'dashed' },
            itemStyle: { color: look.faint },
          },
        ],
      };
    },
    [series, unit, target, metric, format, spoken, t],
  );
  if (reading) {
    const rows = series.map(({ day, value }) => [format.day(day), spoken(unit, value)]).reverse();
    return (
      // biome-ignore lint/a11y/noNoninteractiveTabindex lint/a11y/useSemanticElements: what scrolls must be reachable by keyboard; a fieldset holds form fields
      <div role="group" style={{ height: HEIGHT, overflow: 'auto' }} aria-label={goal.name} tabIndex={0}>
        <FigureTable label={goal.name} head={[t('goals.day'), t(`goals.metrics.${metric}`)]} rows={rows} />
      </div>
    );
  }
  return <Chart label={goal.name} height={HEIGHT} option={option} />;
}
