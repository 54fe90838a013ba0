/** What a site can say to the tracker, and what it gets back. */

/** Any JSON object. */
export type Properties = Record<string, unknown>;

/** What a person may agree to. `analytics` covers collecting, `marketing` the pixels of advertising networks. */
export type Purpose = 'analytics' | 'marketing';

/** `unknown` is neither yes nor no: what is collected then leaves nothing in the browser. */
export type State = 'granted' | 'denied' | 'unknown';

export type Consent = Partial<Record<Purpose, State>>;

/** Advertising networks that get the same calls, by the id they gave the site. */
export interface Pixels {
  meta?: string;
  tiktok?: string;
  google?: string;
}

export interface Options {
  /** Address of the Oblik server; where the script came from unless given. The npm package needs it. */
  url?: string;
  /** What holds until the visitor has chosen; `unknown` unless given. One word counts for every purpose. */
  consent?: State | Consent;
  /** Takes the visitor's choice from a banner that is on the page: IAB's TCF, or Google's consent mode. */
  consentFrom?: 'tcf' | 'google';
  /** Whether Global Privacy Control denies marketing, whatever else was said; true unless given. */
  honourPrivacyControl?: boolean;
  /** Views of pages, also in single-page applications. */
  pages?: boolean;
  /** Whether a change of the part after # is another page; false unless given. */
  hashPages?: boolean;
  /** Time spent and depth scrolled, told when a page is left. */
  attention?: boolean;
  /** Clicks on buttons and links, links to other sites and downloads among them. */
  clicks?: boolean;
  /** Forms submitted and abandoned, by the names of their fields. */
  forms?: boolean;
  /** Whether a submitted form says who the visitor is: fields marked as contact details; false unless given. */
  identifyForms?: boolean;
  /** Products, carts and orders from `data-oblik-…`, JSON-LD and the data layer. */
  commerce?: boolean;
  /** Minutes without an event after which a visit ends; 30 unless given. */
  sessionMinutes?: number;
  /** Other domains of the site whose links carry the visitor's id over. */
  linkDomains?: string[];
  /** Domain of the cookie; the widest that the browser takes unless given. */
  cookieDomain?: string;
  pixels?: Pixels;
  /** Writes to the console what the tracker does. */
  debug?: boolean;
}

export interface CallOptions {
  /** An id that makes repeats of the call count once, such as one made of an order's number. */
  messageId?: string;
  /** When it happened; now unless given. */
  timestamp?: Date | string;
  /** Joins the event's `context`. */
  context?: Properties;
}

export interface Visitor {
  anonymousId: string;
  userId: string | null;
  sessionId: string;
}

/** The id of the message once it is safe: kept in the browser, or on its way. null when consent forbids it. */
export type Told = Promise<string | null>;
