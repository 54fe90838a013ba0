import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { readCron } from './cron';

const SUNDAY = Date.UTC(2023, 0, 1);
const DAY = 86_400_000;

/** A schedule in words. */
export function useWhen(): (expression: string) => string {
  const { t, i18n } = useTranslation();
  return useMemo(() => {
    const names = new Intl.DateTimeFormat(i18n.language, { weekday: 'long', timeZone: 'UTC' });
    return (expression: string) => {
      const when = readCron(expression);
      switch (when.every) {
        case 'never':
          return t('imports.schedule.never');
        case 'hour':
          return t('imports.schedule.hourly', { minute: String(when.minute).padStart(2, '0') });
        case 'day':
          return t('imports.schedule.daily', { time: when.time });
        case 'week':
          return t('imports.schedule.weekly', {
            time: when.time,
            day: names.format(SUNDAY + when.day * DAY),
          });
        default:
          return t('imports.schedule.byCron', { expression: when.expression });
      }
    };
  }, [t, i18n.language]);
}
