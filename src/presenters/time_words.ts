/** Moments in words, on the user's clock. */
import { daysBetween, weekdayOf } from "../dates/calendar.ts";
import { clockTime } from "../dates/clock_time.ts";
import { dayAndMonth } from "../dates/format.ts";
import { localMoment } from "../dates/local_time.ts";
import { weekdayName } from "../dates/names.ts";
import type { UserScope } from "../db/scope.ts";

export type Clock = Pick<UserScope, "now" | "today" | "timeZone" | "timeFormat">;

const MINUTE = 60_000;
/** A weekday is the nearest of its name within so many days. */
const NEAR = 6;

/** What has just been: "just now", "3 minutes ago", "today at 07:31", "Tuesday at 23:40", "9 September". */
export function agoInWords(moment: Date, clock: Clock): string {
  const minutes = Math.floor((clock.now.getTime() - moment.getTime()) / MINUTE);
  if (minutes < 1) return "just now";
  if (minutes < 60) return minutes === 1 ? "a minute ago" : `${minutes} minutes ago`;
  const { date } = localMoment(moment, clock.timeZone);
  const day = nearName(date, clock.today);
  if (day === null) return dateInWords(date, clock.today);
  return `${day} at ${timeOf(moment, clock)}${clock.timeZone === null ? " UTC" : ""}`;
}

/** "today", "yesterday", "on Tuesday", "on 9 September", with the year when it is another than today's. */
export function onDay(moment: Date, clock: Clock): string {
  const { date } = localMoment(moment, clock.timeZone);
  const name = nearName(date, clock.today);
  if (name === null) return `on ${dateInWords(date, clock.today)}`;
  return /^[A-Z]/.test(name) ? `on ${name}` : name;
}

/** "07:31", or "7:31 am", on the user's clock; in UTC where that is not known. */
export function timeOf(moment: Date, { timeZone, timeFormat }: Clock): string {
  return clockTime(localMoment(moment, timeZone).time, timeFormat);
}

/** "9 September", with the year when it is another than today's. */
export function dateInWords(day: string, today: string): string {
  const year = day.slice(0, 4);
  return year === today.slice(0, 4) ? dayAndMonth(day) : `${dayAndMonth(day)} ${year}`;
}

/** "today", "yesterday", "tomorrow", "Tuesday"; null: it is further away than that. */
function nearName(day: string, today: string): string | null {
  const distance = daysBetween(today, day);
  if (distance === 0) return "today";
  if (Math.abs(distance) === 1) return distance > 0 ? "tomorrow" : "yesterday";
  return Math.abs(distance) <= NEAR ? weekdayName(weekdayOf(day)) : null;
}
