import { Text, Tooltip } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/format/useFormat';

function useTick(milliseconds: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), milliseconds);
    return () => clearInterval(timer);
  }, [milliseconds]);
  return now;
}

/** How old the numbers beside it are. */
export function AsOf({ at }: { at: string | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useTick(10_000);
  if (!at) return null;
  return (
    <Tooltip label={format.dateTime(at)}>
      <Text size="xs" c="dimmed" span>
        {t('components.asOf', { when: format.relative(at, now) })}
      </Text>
    </Tooltip>
  );
}

/** "5 minutes ago", with the exact moment on hover. */
export function Moment({ at }: { at: string | null | undefined }) {
  const format = useFormat();
  const now = useTick(30_000);
  if (!at) return <>–</>;
  return (
    <Tooltip label={format.dateTime(at)}>
      <time dateTime={at}>{format.relative(at, now)}</time>
    </Tooltip>
  );
}
