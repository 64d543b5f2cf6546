/** Days and times as the person reads them: a day is "YYYY-MM-DD", a time "HH:MM", both in their zone. */
import { LRUCache } from "lru-cache";

export interface LocalMoment {
  date: string;
  time: string;
}

const DAY = 86_400_000;
const MINUTE = 60_000;
/** Zones have many names, in any case: no more than so many are remembered. */
const ZONES = { max: 1_000 };
const SHOWN = new LRUCache<string, { minute: number; moment: LocalMoment }>(ZONES);

/** The person's wall clock. Without a zone it is UTC's. */
export function localMoment(now: Date, timeZone: string | null): LocalMoment {
  const zone = timeZone ?? "UTC";
  // Every page asks, and a clock shows the same for a minute: no zone's offset has seconds today.
  const minute = Math.floor(now.getTime() / MINUTE);
  const shown = SHOWN.get(zone);
  if (shown?.minute === minute) return shown.moment;
  const moment = readClock(now, zone);
  SHOWN.set(zone, { minute, moment });
  return moment;
}

function readClock(now: Date, zone: string): LocalMoment {
  const parts = Object.fromEntries(
    clockOf(zone)
      .formatToParts(now)
      .map(({ type, value }) => [type, value]),
  );
  return {
    date: `${parts.year}-${parts.month}-${parts.day}`,
    time: `${parts.hour}:${parts.minute}`,
  };
}

const STARTS = new LRUCache<string, { day: string; start: Date }>(ZONES);

/**
 * The first minute of a day on the person's clock; where the clocks skip it, the first after it. Not
 * asked of PostgreSQL, which has rules of its own for time zones, or may not know one.
 */
export function startOfDay(day: string, timeZone: string | null): Date {
  const zone = timeZone ?? "UTC";
  const known = STARTS.get(zone);
  if (known?.day === day) return known.start;
  const midnight = Date.parse(`${day}T00:00:00Z`);
  // No zone is further than that from UTC. Both in minutes; the day begins after the first.
  let [before, from] = [-16 * 60, 16 * 60];
  while (from - before > 1) {
    const middle = Math.floor((before + from) / 2);
    const isThere = readClock(new Date(midnight + middle * MINUTE), zone).date >= day;
    if (isThere) from = middle;
    else before = middle;
  }
  const start = new Date(midnight + from * MINUTE);
  STARTS.set(zone, { day, start });
  return start;
}

/** Whether it is a day of the calendar, from year 1 to 9999. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text.startsWith("0000")) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === text;
}

export function isTime(text: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(text);
}

/** The day `days` later, or earlier when negative. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}

/** How many days from one to the other. */
export function daysBetween(from: string, to: string): number {
  return (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY;
}

/** 1 Monday to 7 Sunday. */
export function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
}

/** "Fri 20 Nov", with the year when it is another than today's. */
export function shortDay(day: string, today: string): string {
  const isThisYear = day.slice(0, 4) === today.slice(0, 4);
  return format(day, isThisYear ? SHORT : SHORT_WITH_YEAR);
}

/** "Friday 20 November". */
export function longDay(day: string): string {
  return format(day, LONG);
}

/** "today", "tomorrow", "yesterday", or the short day. */
export function nearDay(day: string, today: string): string {
  const names: Record<string, string> = { "-1": "yesterday", "0": "today", "1": "tomorrow" };
  return names[String(daysBetween(today, day))] ?? shortDay(day, today);
}

const SHORT = new Intl.DateTimeFormat("en-GB", {
  timeZone: "UTC",
  weekday: "short",
  day: "numeric",
  month: "short",
});
const SHORT_WITH_YEAR = new Intl.DateTimeFormat("en-GB", {
  timeZone: "UTC",
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
});
const LONG = new Intl.DateTimeFormat("en-GB", {
  timeZone: "UTC",
  weekday: "long",
  day: "numeric",
  month: "long",
});

function format(day: string, how: Intl.DateTimeFormat): string {
  return how.format(new Date(`${day}T00:00:00Z`)).replace(",", "");
}

const CLOCKS = new LRUCache<string, Intl.DateTimeFormat>(ZONES);

/** Made once a zone: making one costs a hundred times what using it does. */
function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = CLOCKS.get(timeZone);
  if (known !== undefined) return known;
  const clock = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  CLOCKS.set(timeZone, clock);
  return clock;
}
