/** The browser's cookies and storage; where they are forbidden or full, nothing is kept and nothing breaks. */

const YEAR = 31_536_000; // seconds

export function readCookie(name: string): string {
  const found = document.cookie.match(`(?:^|; )${name}=([^;]*)`);
  try {
    return found ? decodeURIComponent(found[1] as string) : '';
  } catch {
    return '';
  }
}

/** Keeps the value for a year; an empty one is taken away. */
export function writeCookie(name: string, value: string, domain: string): void {
  const secure = location.protocol === 'https:' ? ';secure' : '';
  const where = domain ? `;domain=${domain}` : '';
  const age = value ? YEAR : 0;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store is not in every browser, and answers too late
  document.cookie = `${name}=${encodeURIComponent(value)};path=/;max-age=${age};samesite=lax${where}${secure}`;
}

/** The widest domain that takes a cookie, so that all sub-domains share it; "" for a host that has none. */
export function widestDomain(): string {
  const parts = location.hostname.split('.');
  const probe = 'oblik_probe';
  for (let from = parts.length - 2; from >= 0; from--) {
    const domain = parts.slice(from).join('.');
    writeCookie(probe, '1', domain);
    if (readCookie(probe)) {
      writeCookie(probe, '', domain);
      return domain;
    }
  }
  return '';
}

export function keep(key: string, value: string): boolean {
  try {
    localStorage.setItem(key, value);
    return true;
  } catch {
    return false;
  }
}

export function kept(key: string): string {
  try {
    return localStorage.getItem(key) || '';
  } catch {
    return '';
  }
}

export function forget(key: string): void {
  try {
    localStorage.removeItem(key);
  } catch {
    // what cannot be read cannot be kept either
  }
}

/** The keys that begin so. */
export function keysOf(prefix: string): string[] {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  } catch {
    return [];
  }
}
