import { SERIES } from '@/theme';

export interface ChartLook {
  series: readonly string[];
  text: string;
  faint: string;
  line: string;
  raised: string;
}

export function chartLook(scheme: 'light' | 'dark'): ChartLook {
  return scheme === 'dark'
    ? { series: SERIES, text: '#dfe3e4', faint: '#98a2a5', line: '#282f32', raised: '#1e2427' }
    : { series: SERIES, text: '#1b2124', faint: '#5a666b', line: '#e6e9ea', raised: '#ffffff' };
}

const FONT = "'Inter Variable', system-ui, sans-serif";

/** Axes, grid and tooltip as every chart has them: few lines, a zero baseline, words instead of a legend. */
export function timeAxes(look: ChartLook, labels: string[], formatNumber: (value: number) => string) {
  const label = { color: look.faint, fontFamily: FONT, fontSize: 11 };
  return {
    grid: { left: 2, right: 6, top: 8, bottom: 6, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: {
      type: 'category',
      data: labels,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: look.line } },
      axisLabel: { ...label, hideOverlap: true },
    },
    yAxis: {
      type: 'value',
      min: 0,
      minInterval: 1,
      splitNumber: 3,
      axisLabel: { ...label, formatter: formatNumber },
      splitLine: { lineStyle: { color: look.line } },
    },
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText', // drawn, not written as HTML: names of events come from outside
      axisPointer: { type: 'shadow', shadowStyle: { color: look.faint, opacity: 0.08 } },
      backgroundColor: look.raised,
      borderColor: look.line,
      padding: 10,
      textStyle: { color: look.text, fontFamily: FONT, fontSize: 12 },
      valueFormatter: formatNumber,
    },
  };
}
