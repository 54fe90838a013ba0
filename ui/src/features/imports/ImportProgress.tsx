import { Progress } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ImportRun } from '@/api/types';
import { isGoing } from './imports';

export function ImportProgress({ run, size = 'xs' }: { run: ImportRun; size?: string }) {
  const { t } = useTranslation();
  if (!isGoing(run)) return null;
  const share = run.bytes.total > 0 ? (run.bytes.done / run.bytes.total) * 100 : 0;
  return (
    <Progress
      mt={6}
      size={size}
      value={share}
      animated
      aria-label={t('imports.progress', { file: run.file })}
    />
  );
}
