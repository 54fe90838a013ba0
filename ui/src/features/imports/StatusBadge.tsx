import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ImportRun, ImportStatus } from '@/api/types';

const COLOURS: Record<ImportStatus, string> = {
  uploaded: 'gray',
  checking: 'petrol',
  running: 'petrol',
  done: 'green',
  failed: 'red',
  stopped: 'orange',
};

/** A finished dry run has only been checked: nothing was imported. */
export function StatusBadge({ run }: { run: ImportRun }) {
  const { t } = useTranslation();
  const key = run.status === 'done' && run.dry_run ? 'checked' : run.status;
  return <Badge color={COLOURS[run.status]}>{t(`imports.statuses.${key}`)}</Badge>;
}
