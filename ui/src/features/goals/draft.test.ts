import { describe, expect, it } from 'vitest';
import { blank, said, targetOf, typed } from './draft';

const draft = blank('2026-01-01', null);

describe('a goal as it is typed', () => {
  it('takes a change for a part of what there is, not for points', () => {
    expect(targetOf({ ...draft, baseline: 40, change: 5 })).toBe(42);
    expect(targetOf({ ...draft, baseline: 40, change: -10 })).toBe(36);
  });

  it('shows shares in percent and tells them as parts of one', () => {
    expect(typed('repeat_share', 0.425)).toBe(42.5);
    const goal = said({ ...draft, metric: 'repeat_share', baseline: 42.5, change: 10 });
    expect(goal?.baseline).toBeCloseTo(0.425);
    expect(goal?.target).toBeCloseTo(0.4675);
  });

  it('is not told while something is missing', () => {
    expect(said({ ...draft, baseline: '' })).toBeNull();
    expect(said({ ...draft, baseline: 10, how: 'value', target: '' })).toBeNull();
    expect(said({ ...draft, baseline: 10, due: '' })).toBeNull();
    expect(draft.due).toBe('2026-04-01');
  });
});
