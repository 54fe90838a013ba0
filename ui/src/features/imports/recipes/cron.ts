/** When a recipe runs, as people say it; anything else is a cron expression of its own. */
export type When =
  | { every: 'never' }
  | { every: 'hour'; minute: number }
  | { every: 'day'; time: string }
  | { every: 'week'; time: string; day: number }
  | { every: 'cron'; expression: string };

export type Every = When['every'];
export const EVERY: Every[] = ['never', 'hour', 'day', 'week', 'cron'];

const two = (value: string | undefined) => String(value).padStart(2, '0');

export function readCron(expression: string): When {
  if (!expression) return { every: 'never' };
  const [minute, hour, day, month, weekday] = expression.split(' ');
  const plain = [minute, hour].every((part) => part === '*' || /^\d+$/.test(part ?? ''));
  if (!plain || minute === '*' || day !== '*' || month !== '*') return { every: 'cron', expression };
  if (hour === '*') {
    return weekday === '*' ? { every: 'hour', minute: Number(minute) } : { every: 'cron', expression };
  }
  const time = `${two(hour)}:${two(minute)}`;
  if (weekday === '*') return { every: 'day', time };
  return /^[0-6]$/.test(weekday ?? '')
    ? { every: 'week', time, day: Number(weekday) }
    : { every: 'cron', expression };
}

export function writeCron(when: When): string {
  if (when.every === 'never') return '';
  if (when.every === 'cron') return when.expression;
  if (when.every === 'hour') return `${when.minute} * * * *`;
  const [hour, minute] = when.time.split(':').map(Number);
  return `${minute} ${hour} * * ${when.every === 'week' ? when.day : '*'}`;
}

/** What a kind of schedule begins with. */
export function usual(every: Every, before: When): When {
  const time = 'time' in before ? before.time : '06:00';
  switch (every) {
    case 'hour':
      return { every, minute: 0 };
    case 'day':
      return { every, time };
    case 'week':
      return { every, time, day: 1 };
    case 'cron':
      return { every, expression: writeCron(before) || '0 6 * * *' };
    default:
      return { every: 'never' };
  }
}
