import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskText, maskUrl } from '../src/masks';

const email = fc
  .tuple(
    fc.stringMatching(/^[a-z0-9._+-]{1,20}$/),
    fc.stringMatching(/^[a-z0-9-]{1,15}$/),
    fc.constantFrom('com', 'ua', 'co.uk'),
  )
  .map(([name, host, end]) => `${name}@${host}.${end}`);

describe('addresses of pages', () => {
  it('hide e-mail addresses wherever they stand, plain or encoded', () => {
    fc.assert(
      fc.property(
        email,
        fc.constantFrom('?to=%s', '/unsubscribe/%s/now', '#%s', '?a=1&b=%s&c=2'),
        fc.boolean(),
        (who, shape, encoded) => {
          const url = `https://shop.example${shape.replace('%s', encoded ? encodeURIComponent(who) : who)}`;
          const masked = maskUrl(url);
          expect(masked).not.toContain(who);
          expect(masked).not.toContain(encodeURIComponent(who));
          expect(masked).toContain('[email]');
        },
      ),
    );
  });

  it('hide secrets by the name of their parameter and leave campaigns alone', () => {
    const url =
      'https://shop.example/?utm_source=news&reset_token=abc&Password=x&gclid=1&api_key=k#access_token=z';
    expect(maskUrl(url)).toBe(
      'https://shop.example/?utm_source=news&reset_token=[hidden]&Password=[hidden]&gclid=1&api_key=[hidden]#access_token=[hidden]',
    );
  });

  it('take little time, whatever a page is called', () => {
    const begun = performance.now();
    for (const piece of ['a', '%40', '@', '.', '&token', '=']) maskUrl(piece.repeat(100_000));
    expect(performance.now() - begun).toBeLessThan(500);
  });
});

describe('texts of buttons', () => {
  it('hide long numbers and addresses, and stay on one short line', () => {
    expect(maskText('  Call\n +38 (050) 111-22-33 ')).toBe('Call +[number]');
    expect(maskText('Pay with 4111 1111 1111 1111')).toBe('Pay with [number]');
    expect(maskText('Buy 12 for £4.95')).toBe('Buy 12 for £4.95');
    expect(maskText('Signed in as ann@example.com')).toBe('Signed in as [email]');
    expect(maskText('x'.repeat(500))).toHaveLength(80);
  });
});
