import { describe, expect, it } from 'vitest';
import { daysLeft, standingOf } from './goals';

const goal = (progress: number | null) => ({
  progress,
  due: '2026-01-31',
  created_at: '2026-01-01T00:00:00.000Z',
});
const on = (day: string) => Date.parse(`${day}T12:00:00Z`);

describe('how a goal stands', () => {
  it('is on track with the part of the way that time has done', () => {
    expect(standingOf(goal(0.6), on('2026-01-16'))).toBe('onTrack');
    expect(standingOf(goal(0.4), on('2026-01-16'))).toBe('behind');
    expect(standingOf(goal(-0.2), on('2026-01-02'))).toBe('behind');
  });

  it('is reached early or late, and missed only once its day has passed', () => {
    expect(standingOf(goal(1.2), on('2026-03-01'))).toBe('reached');
    expect(standingOf(goal(0.99), on('2026-01-31'))).toBe('onTrack');
    expect(standingOf(goal(0.99), on('2026-02-01'))).toBe('missed');
  });

  it('says nothing where there is nothing to measure', () => {
    expect(standingOf(goal(null), on('2026-01-16'))).toBeNull();
  });

  it('counts the due day as the last one', () => {
    expect(daysLeft('2026-01-31', on('2026-01-30'))).toBe(1);
    expect(daysLeft('2026-01-31', on('2026-01-31'))).toBe(0);
    expect(daysLeft('2026-01-31', on('2026-02-01'))).toBe(-1);
  });
});
