import { describe, expect, it } from 'vitest';
import { asked, auditSearch, startOf } from './address';

describe('the days of the audit', () => {
  it('begin at midnight of the workspace, also where the clocks change', () => {
    expect(startOf('2026-11-22', 'Europe/Kyiv')).toBe('2026-11-21T22:00:00.000Z');
    expect(startOf('2026-03-29', 'Europe/Kyiv')).toBe('2026-03-28T22:00:00.000Z');
    expect(startOf('2026-03-30', 'Europe/Kyiv')).toBe('2026-03-29T21:00:00.000Z');
    expect(startOf('2026-10-25', 'Europe/Kyiv')).toBe('2026-10-24T21:00:00.000Z');
    expect(startOf('2026-01-01', 'America/New_York')).toBe('2026-01-01T05:00:00.000Z');
  });

  it('include the last one whole', () => {
    const range = asked({ who: 'ann', since: '2026-12-31', until: '2026-12-31' }, 'UTC');
    expect(range).toEqual({
      who: 'ann',
      since: '2026-12-31T00:00:00.000Z',
      until: '2027-01-01T00:00:00.000Z',
    });
  });

  it('are dropped from the address when they are none', () => {
    expect(auditSearch({ since: 'yesterday', until: 5, who: 42 }).since).toBeUndefined();
    expect(auditSearch({ who: 42 }).who).toBe('42');
  });
});
