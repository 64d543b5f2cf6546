/** What the clock on the person's wall shows, and when their day begins. */
import { LRUCache } from "lru-cache";

export interface LocalMoment {
  /** "YYYY-MM-DD" */
  date: string;
  /** "HH:MM" */
  time: string;
}

/** What the person's clock shows so many minutes from now. */
export type Later = (minutes: number) => LocalMoment;

const MINUTE = 60_000;
/** A zone has many names, in any case: no more than so many are kept. */
const ZONES = { max: 1_000 };
/** Since 1973 every clock is whole minutes apart from UTC's. */
const WHOLE_MINUTES = Date.UTC(1973, 0) / MINUTE;
const LATEST = new LRUCache<string, { minute: number; moment: LocalMoment }>(ZONES);
const STARTS = new LRUCache<string, { day: string; start: Date }>(ZONES);
/** Making a format takes a hundred times as long as using it. */
const CLOCKS = new LRUCache<string, Intl.DateTimeFormat>({ ...ZONES, memoMethod: clockOf });

/** The person's wall clock. Without a zone it is UTC's. */
export function localMoment(now: Date, timeZone: string | null): LocalMoment {
  const zone = timeZone ?? "UTC";
  const minute = Math.floor(now.getTime() / MINUTE);
  // Earlier, some clocks differed from UTC's by seconds.
  if (minute < WHOLE_MINUTES) return readClock(now, zone);
  const known = LATEST.get(zone);
  if (known?.minute === minute) return known.moment;
  const moment = readClock(now, zone);
  LATEST.set(zone, { minute, moment });
  return moment;
}

/** Minutes as they pass: also where the clock is put forward or back meanwhile. */
export function laterFrom(now: Date, timeZone: string | null): Later {
  return (minutes) => localMoment(new Date(now.getTime() + minutes * MINUTE), timeZone);
}

function readClock(now: Date, zone: string): LocalMoment {
  const parts = CLOCKS.memo(zone).formatToParts(now);
  const { year, month, day, hour, minute } = Object.fromEntries(
    parts.map(({ type, value }) => [type, value]),
  );
  return { date: `${year}-${month}-${day}`, time: `${hour}:${minute}` };
}

/**
 * The first minute of a day on the person's clock; where the clocks skip it, the first after it.
 * PostgreSQL is not asked, since it may have other rules for the zone, or not know it.
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
    const isThere = localMoment(new Date(midnight + middle * MINUTE), zone).date >= day;
    if (isThere) from = middle;
    else before = middle;
  }
  const start = new Date(midnight + from * MINUTE);
  STARTS.set(zone, { day, start });
  return start;
}

function clockOf(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("en-GB", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
}
