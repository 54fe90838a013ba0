/** Takes personal data and secrets out of addresses and of the texts of buttons. */

const LONGEST = 2000;
const EMAIL = /[^\s/?&=#:;,"'<>()@]+(?:@|%40)[^\s/?&=#:;,"'<>()@%]+\.[^\s/?&=#:;,"'<>()@%.]{2,}/g;
const SECRET =
  /([?&#;][^=&#]*(?:token|passw|secret|api_?key|auth|session|signature|otp|oblik_from)[^=&#]*=)[^&#]+/gi;
const NUMBER = /\d(?:[ ().-]{0,2}\d){8,}/g; // a telephone, a card, a document

/** The address without e-mail addresses, and without the values of parameters that are secrets by their name. */
export function maskUrl(url: string): string {
  return url.slice(0, LONGEST).replace(EMAIL, '[email]').replace(SECRET, '$1[hidden]');
}

/** The text on one line, at most 80 characters, without e-mail addresses and long numbers. */
export function maskText(text: string | null): string {
  const line = (text || '').slice(0, LONGEST).replace(/\s+/g, ' ').trim();
  return line.replace(EMAIL, '[email]').replace(NUMBER, '[number]').slice(0, 80);
}
