import { describe, expect, it } from 'vitest';
import { consentOfGoogle, consentOfTcf } from '../src/modules/consent';

describe('a banner', () => {
  it('of the TCF grants a purpose only with all that it stands on', () => {
    const said = (...granted: number[]) =>
      consentOfTcf({
        gdprApplies: true,
        eventStatus: 'tcloaded',
        purpose: { consents: Object.fromEntries(granted.map((n) => [n, true])) },
      });
    expect(said(1, 8, 9)).toEqual({ analytics: 'granted', marketing: 'denied' });
    expect(said(1, 3, 4, 7)).toEqual({ analytics: 'denied', marketing: 'granted' });
    expect(said(8, 9)).toEqual({ analytics: 'denied', marketing: 'denied' });
    expect(consentOfTcf({ gdprApplies: true, eventStatus: 'cmpuishown' })).toBeUndefined();
    expect(consentOfTcf({ gdprApplies: false })).toEqual({ analytics: 'granted', marketing: 'granted' });
  });

  it('of Google says no only when the visitor has answered', () => {
    const denied = { analytics_storage: 'denied', ad_storage: 'denied' };
    expect(consentOfGoogle(denied, false)).toEqual({ analytics: 'unknown', marketing: 'unknown' });
    expect(consentOfGoogle(denied, true)).toEqual({ analytics: 'denied', marketing: 'denied' });
    expect(consentOfGoogle({ ad_storage: 'granted', ad_user_data: 'denied' }, true)).toEqual({
      marketing: 'denied',
    });
  });
});
