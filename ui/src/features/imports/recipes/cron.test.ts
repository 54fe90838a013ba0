import { expect, test } from 'vitest';
import { readCron, usual, writeCron } from './cron';

test('a schedule that people say comes back as it was', () => {
  for (const expression of ['', '5 * * * *', '30 6 * * *', '0 21 * * 5', '*/15 8-18 * * 1-5', '0 6 1 * *']) {
    expect(writeCron(readCron(expression))).toBe(expression);
  }
});

test('what no form can say stays a cron expression', () => {
  expect(readCron('0 6 1 * *').every).toBe('cron');
  expect(readCron('0 * * * 1').every).toBe('cron');
  expect(readCron('0 21 * * 5')).toEqual({ every: 'week', time: '21:00', day: 5 });
});

test('another kind of schedule keeps the time of day', () => {
  expect(usual('week', readCron('30 6 * * *'))).toEqual({ every: 'week', time: '06:30', day: 1 });
  expect(writeCron(usual('cron', readCron('30 6 * * *')))).toBe('30 6 * * *');
});
