interface SparklineProps {
  values: number[];
  label: string;
  /** Without one it is as wide as its place. */
  width?: number;
  height?: number;
}

const UNITS = 240;

/** A word-sized bar picture with a zero baseline; the label says in words what it shows. */
export function Sparkline({ values, label, width, height = 24 }: SparklineProps) {
  const top = Math.max(1, ...values);
  const across = width ?? UNITS;
  const step = across / Math.max(1, values.length);
  const thick = Math.max(0.75, step - (step > 2.5 ? 1 : 0.25));
  return (
    <svg
      width={width ?? '100%'}
      height={height}
      viewBox={`0 0 ${across} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <line x1={0} x2={across} y1={height - 0.5} y2={height - 0.5} stroke="var(--oblik-line)" />
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
