import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { RecipeRun } from '@/api/types';

const COLOURS: Record<RecipeRun['status'], string> = {
  waiting: 'gray',
  fetching: 'petrol',
  importing: 'petrol',
  done: 'green',
  unchanged: 'gray',
  failed: 'red',
};

export function RunBadge({ run }: { run: RecipeRun }) {
  const { t } = useTranslation();
  return (
    <Badge miw="max-content" color={COLOURS[run.status]}>
      {t(`imports.recipes.statuses.${run.status}`)}
    </Badge>
  );
}
