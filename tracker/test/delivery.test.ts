import { describe, expect, it } from 'vitest';
import { again } from '../src/delivery';

describe('what the server answers', () => {
  it('is tried again exactly where the tracking API says that it may be', () => {
    const statuses = Array.from({ length: 400 }, (_, index) => 200 + index);
    const retried = statuses.filter(again);
    const expected = [
      408,
      410,
      429,
      460,
      ...statuses.filter((s) => s >= 500 && ![501, 505, 511].includes(s)),
    ];
    expect(retried).toEqual(expected);
  });
});
