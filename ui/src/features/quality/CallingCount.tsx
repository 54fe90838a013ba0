import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import classes from './CallingCount.module.css';
import { summaryQuery } from './quality';

/** How many findings call for attention, beside the room's name in the navigation; nothing when none does. */
export function CallingCount() {
  const { t } = useTranslation();
  const { data: summary } = useQuery(summaryQuery);
  if (!summary || summary.calling === 0) return null;
  return (
    <span className={classes.count} data-severity={summary.high > 0 ? 'high' : undefined}>
      <span aria-hidden="true">{summary.calling > 99 ? '99+' : summary.calling}</span>
      <span className="visually-hidden">{t('quality.open', { count: summary.calling })}</span>
    </span>
  );
}
