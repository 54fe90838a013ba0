import { Skeleton, useComputedColorScheme } from '@mantine/core';
import { useReducedMotion } from '@mantine/hooks';
import type { EChartsType } from 'echarts/core';
import { useEffect, useRef, useState } from 'react';
import { type ChartLook, chartLook } from './look';

interface ChartProps {
  /** What the picture shows, for people who do not see it; the numbers stand in the table beside. */
  label: string;
  height: number;
  option: (look: ChartLook) => object;
}

/** A chart of Apache ECharts, which is fetched when the first one comes into view. */
export function Chart({ label, height, option }: ChartProps) {
  const element = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<EChartsType | null>(null);
  const scheme = useComputedColorScheme();
  const still = useReducedMotion();

  useEffect(() => {
    let alive = true;
    let started: EChartsType | undefined;
    const resize = new ResizeObserver(() => started?.resize());
    void import('./engine').then(({ start }) => {
      if (!alive || !element.current) return;
      started = start(element.current);
      resize.observe(element.current);
      setChart(started);
    });
    return () => {
      alive = false;
      resize.disconnect();
      started?.dispose();
    };
  }, []);

  useEffect(() => {
    const motion = { animation: !still, animationDuration: 140, animationDurationUpdate: 140 };
    chart?.setOption({ ...motion, ...option(chartLook(scheme)) });
  }, [chart, option, scheme, still]);
  return (
    <div style={{ position: 'relative', height }}>
      {!chart && <Skeleton height={height} />}
      <div ref={element} role="img" aria-label={label} style={{ position: 'absolute', inset: 0 }} />
    </div>
  );
}
