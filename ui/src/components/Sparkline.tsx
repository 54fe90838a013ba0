interface SparklineProps {
  values: number[];
  label: string;
  width?: number;
  height?: number;
}

/** A word-sized bar picture with a zero baseline; the label says in words what it shows. */
export function Sparkline({ values, label, width = 96, height = 24 }: SparklineProps) {
  const top = Math.max(1, ...values);
  const step = width / Math.max(1, values.length);
  const thick = Math.max(0.75, step - (step > 2.5 ? 1 : 0.25));
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      <line x1={0} x2={width} y1={height - 0.5} y2={height - 0.5} stroke="var(--oblik-line)" />
      {values.map((value, index) => {
        const tall = value > 0 ? Math.max(1.5, (value / top) * (height - 2)) : 0;
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its position in time
            key={index}
            x={index * step}
            y={height - 1 - tall}
            width={thick}
            height={tall}
            fill="var(--oblik-accent)"
          />
        );
      })}
    </svg>
  );
}
