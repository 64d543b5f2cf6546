/** Formats a moment for a page. */
import { clockTime } from "../dates/clock_time.ts";
import type { ClockSettings } from "../dates/date_settings.ts";
import { shortDay } from "../dates/format.ts";
import { localMoment } from "../dates/local_time.ts";
import type { Moment } from "../views/models/elements.ts";

/** "Fri 20 Nov 2026, 08:41" in the user's time zone; with " UTC" where none is set. */
export function toMoment(moment: Date, { timeZone, timeFormat }: ClockSettings): Moment {
  const { date, time } = localMoment(moment, timeZone);
  const text = `${shortDay(date)}, ${clockTime(time, timeFormat)}`;
  return { iso: moment.toISOString(), text: timeZone === null ? `${text} UTC` : text };
}
