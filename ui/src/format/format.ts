import type { Json } from '@/api/types';

/** How one person in one workspace reads numbers, money and times. Nulls read as a dash. */
export interface Format {
  number(value: number | null | undefined): string;
  compact(value: number): string;
  /** A share that is not nothing is never shown as 0 %, nor one that is not all as 100 %. */
  percent(share: number): string;
  money(value: number | null | undefined, currency: string | null | undefined): string;
  date(at: string | null | undefined): string;
  /** A calendar day (`2026-11-21`), which has no zone to be shifted by. */
  day(day: string): string;
  /** The same without the year, where neighbours make it plain. */
  shortDay(day: string): string;
  time(at: string): string;
  /** A time with its seconds. */
  clock(at: string): string;
  /** A moment without its year, for the axis of a chart. */
  hour(at: string): string;
  dateTime(at: string | null | undefined): string;
  /** An hour by the clock, with its day of the week where that matters: "Sunday 14:00". */
  weekHour(at: string, weekday: boolean): string;
  relative(at: string | null | undefined, now?: number): string;
  bytes(size: number): string;
  /** A country by its name, where it came as a code of two letters. */
  country(code: string): string;
  value(value: Json | undefined): string;
}

const NOTHING = '–';
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;
const ISO_COUNTRY = /^[a-z]{2}$/i;
const LEAST_SHARE = 0.001;
const ISO_DAY = /^\d{4}-\d\d-\d\d$/;

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

function relativeTo(formatter: Intl.RelativeTimeFormat, at: string, now: number): string {
  const seconds = (Date.parse(at) - now) / 1000;
  const step = STEPS.find(([, size]) => Math.abs(seconds) >= size);
  return step
    ? formatter.format(Math.trunc(seconds / step[1]), step[0])
    : formatter.format(Math.trunc(Math.min(0, seconds)), 'second');
}

/** Money without cents once cents no longer matter, so that columns stay narrow. */
function moneyFormat(language: string, currency: string, value: number): string {
  const digits = Math.abs(value) >= 1000 && Number.isInteger(value) ? 0 : 2;
  try {
    return new Intl.NumberFormat(language, {
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    }).format(value);
  } catch {
    return `${new Intl.NumberFormat(language).format(value)} ${currency}`; // not an ISO 4217 code
  }
}

function shareOf(shares: Intl.NumberFormat, share: number): string {
  if (share > 0 && share < LEAST_SHARE) return `<${shares.format(LEAST_SHARE)}`;
  if (share < 1 && share > 1 - LEAST_SHARE) return `>${shares.format(1 - LEAST_SHARE)}`;
  return shares.format(share);
}

export function makeFormat(language: string, timeZone: string, home: string): Format {
  const numbers = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
  const short = new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 });
  const shares = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
  const dates = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone });
  const days = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' });
  const shortDays = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const times = new Intl.DateTimeFormat(language, { timeStyle: 'short', timeZone });
  const clocks = new Intl.DateTimeFormat(language, { timeStyle: 'medium', timeZone });
  const regions = new Intl.DisplayNames(language, { type: 'region' });
  const hours = new Intl.DateTimeFormat(language, {
    day: 'numeric',
    month: 'short',
    hour: 'numeric',
    minute: '2-digit',
    timeZone,
  });
  const weekHours = new Intl.DateTimeFormat(language, {
    weekday: 'long',
    hour: 'numeric',
    minute: '2-digit',
    timeZone,
  });
  const both = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', timeZone });
  const ago = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const format: Format = {
    number: (value) => (value == null ? NOTHING : numbers.format(value)),
    compact: (value) => short.format(value),
    percent: (share) => shareOf(shares, share),
    money: (value, currency) => (value == null ? NOTHING : moneyFormat(language, currency ?? home, value)),
    date: (at) => (at ? dates.format(new Date(at)) : NOTHING),
    day: (day) => days.format(new Date(`${day}T00:00:00Z`)),
    shortDay: (day) => shortDays.format(new Date(`${day}T00:00:00Z`)),
    time: (at) => times.format(new Date(at)),
    clock: (at) => clocks.format(new Date(at)),
    hour: (at) => hours.format(new Date(at)),
    dateTime: (at) => (at ? both.format(new Date(at)) : NOTHING),
    weekHour: (at, weekday) => (at ? (weekday ? weekHours : times).format(new Date(at)) : NOTHING),
    relative: (at, now = Date.now()) => (at ? relativeTo(ago, at, now) : NOTHING),
    bytes: (size) => bytes(language, size),
    country: (code) => (ISO_COUNTRY.test(code) ? (regions.of(code.toUpperCase()) ?? code) : code),
    value: (value) => plainValue(format, value),
  };
  return format;
}

function bytes(language: string, size: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
  const power = Math.min(units.length - 1, size > 0 ? Math.floor(Math.log10(size) / 3) : 0);
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: units[power],
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: 1,
  }).format(size / 1000 ** power);
}

/** Any value of a trait or property, as a person would write it. */
function plainValue(format: Format, value: Json | undefined): string {
  if (value == null || value === '') return NOTHING;
  if (typeof value === 'number') return format.number(value);
  if (typeof value === 'object') return JSON.stringify(value);
  const text = String(value);
  if (ISO_DAY.test(text)) return format.day(text);
  return ISO_TIME.test(text) && !Number.isNaN(Date.parse(text)) ? format.dateTime(text) : text;
}
