import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createIdentity } from '../src/identity';

const HALF_HOUR = 30 * 60_000;

beforeEach(() => {
  vi.stubGlobal('document', { cookie: '' });
  vi.stubGlobal('localStorage', undefined);
});

describe('a visit', () => {
  it('lasts until half an hour has passed without an event, or another campaign brings the visitor', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            after: fc.integer({ min: 0, max: 2 * HALF_HOUR }),
            campaign: fc.constantFrom('', 'a', 'b'),
          }),
        ),
        (steps) => {
          const identity = createIdentity(HALF_HOUR, '');
          let now = 1_790_000_000_000;
          let visit = '';
          let from = '';
          for (const { after, campaign } of steps) {
            now += after;
            const { sessionId } = identity.at(now, campaign);
            const another = !visit || after > HALF_HOUR || (campaign !== '' && campaign !== from);
            expect(sessionId !== visit).toBe(another);
            if (another) from = campaign;
            visit = sessionId;
          }
        },
      ),
    );
  });
});

describe('a visitor', () => {
  it('keeps the anonymous id when the first person signs in, and not for the second', () => {
    const identity = createIdentity(HALF_HOUR, '');
    const { anonymousId } = identity.at(1, '');
    identity.signIn('ann');
    expect(identity.at(2, '')).toMatchObject({ anonymousId, userId: 'ann' });
    identity.signIn('ben');
    const ben = identity.at(3, '');
    expect(ben.userId).toBe('ben');
    expect(ben.anonymousId).not.toBe(anonymousId);
    identity.reset();
    expect(identity.at(4, '')).toMatchObject({ userId: null });
  });
});
