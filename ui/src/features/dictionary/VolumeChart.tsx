import { SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { VolumePoint } from '@/api/types';
import { ChartPanel } from '@/components/chart/ChartPanel';
import { type ChartLook, timeAxes } from '@/components/chart/look';
import { ProblemNotice } from '@/components/ProblemNotice';
import { useFormat } from '@/format/useFormat';
import { volumeQuery } from './dictionary';

const NONE: VolumePoint[] = [];

/** How an event came, day by day or hour by hour. */
export function VolumeChart({ name }: { name: string }) {
  const { t } = useTranslation();
  const [by, setBy] = useState<'day' | 'hour'>('day');
  const { data: volume, error, refetch } = useQuery(volumeQuery(name, by));
  if (error) return <ProblemNotice error={error} retry={() => void refetch()} />;
  return (
    <VolumePanel
      title={t('dictionary.volume.title')}
      points={volume?.points ?? NONE}
      by={volume?.by ?? by}
      aside={
        <SegmentedControl
          size="xs"
          aria-label={t('dictionary.volume.by')}
          value={by}
          onChange={(next) => setBy(next === 'hour' ? 'hour' : 'day')}
          data={(['day', 'hour'] as const).map((value) => ({
            value,
            label: t(`dictionary.volume.${value}`),
          }))}
        />
      }
    />
  );
}

interface VolumePanelProps {
  title: string;
  points: VolumePoint[];
  by: 'day' | 'hour';
  aside?: React.ReactNode;
}

/** Bars of what came, what was wrong in another colour, and the usual as a line with its band. */
export function VolumePanel({ title, points, by, aside }: VolumePanelProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const when = useCallback(
    (at: string) => (by === 'hour' ? format.hour(at) : format.shortDay(at.slice(0, 10))),
    [by, format],
  );
  const usual = points.some((point) => point.usual != null);
  const option = useCallback(
    (look: ChartLook) => ({
      ...timeAxes(
        look,
        points.map(({ at }) => when(at)),
        format.compact,
      ),
      series: [
        ...bars(look, points, {
          good: t('dictionary.volume.good'),
          wrong: t('dictionary.volume.wrong'),
        }),
        ...(usual ? band(look, points, t('dictionary.volume.usual')) : []),
      ],
    }),
    [points, format, when, usual, t],
  );
  const head = [t(`dictionary.volume.${by}`), t('dictionary.volume.good'), t('dictionary.volume.wrong')];
  const rows = points
    .map(({ at, stored, flagged, refused, usual: often, spread }) => [
      by === 'hour' ? format.dateTime(at) : format.day(at.slice(0, 10)),
      format.number(stored),
      format.number(flagged + refused),
      ...(usual ? [often == null ? '–' : `${format.number(often)} ± ${format.number(spread)}`] : []),
    ])
    .reverse();
  return (
    <ChartPanel
      title={title}
      hint={t(usual ? 'dictionary.volume.hintUsual' : `dictionary.volume.hint.${by}`)}
      aside={aside}
      height={200}
      option={option}
      table={{ head: usual ? [...head, t('dictionary.volume.usual')] : head, rows }}
    />
  );
}

function bars(look: ChartLook, points: VolumePoint[], names: { good: string; wrong: string }) {
  const bar = (name: string, color: string, data: number[], top: boolean) => ({
    type: 'bar',
    stack: 'events',
    barMaxWidth: 22,
    barCategoryGap: '30%',
    name,
    data,
    itemStyle: { color, borderRadius: top ? [2, 2, 0, 0] : 0 },
  });
  const wrong = points.map(({ flagged, refused }) => flagged + refused);
  const any = wrong.some((each) => each > 0);
  const good = points.map(({ stored, flagged }) => stored - flagged);
  return [
    bar(names.good, look.series[0] ?? '', good, !any),
    ...(any ? [bar(names.wrong, look.series[1] ?? '', wrong, true)] : []),
  ];
}

function band(look: ChartLook, points: VolumePoint[], name: string) {
  const line = { type: 'line', showSymbol: false, step: 'middle', connectNulls: false, z: 3 };
  const level = (each: (point: VolumePoint) => number) =>
    points.map((point) => (point.usual == null ? null : Math.round(each(point) * 10) / 10));
  const low = ({ usual, spread }: VolumePoint) => Math.max(0, (usual ?? 0) - (spread ?? 0));
  return [
    {
      ...line,
      name,
      data: level(({ usual }) => usual ?? 0),
      lineStyle: { color: look.text, width: 1.25, type: 'dashed', opacity: 0.7 },
      itemStyle: { color: look.text },
    },
    {
      ...line,
      stack: 'band',
      silent: true,
      data: level(low),
      lineStyle: { opacity: 0 },
      tooltip: { show: false },
    },
    {
      ...line,
      stack: 'band',
      silent: true,
      data: level((point) => (point.usual ?? 0) + (point.spread ?? 0) - low(point)),
      lineStyle: { opacity: 0 },
      areaStyle: { color: look.text, opacity: 0.1 },
      tooltip: { show: false },
    },
  ];
}
