/** Formats a moment for a page. */
import { clockTime } from "../dates/clock_time.ts";
import type { ClockSettings } from "../dates/date_settings.ts";
import { nearDay, shortDay } from "../dates/format.ts";
import { localMoment } from "../dates/local_time.ts";
import { capitalized } from "../text.ts";
import type { Moment } from "../views/models/elements.ts";

/** "Fri 20 Nov 2026, 08:41" in the user's time zone; with " UTC" where none is set. */
export function toMoment(moment: Date, { timeZone, timeFormat }: ClockSettings): Moment {
  const { date, time } = localMoment(moment, timeZone);
  const text = `${shortDay(date)}, ${clockTime(time, timeFormat)}`;
  return { iso: moment.toISOString(), text: timeZone === null ? `${text} UTC` : text };
}

/** The same as a day and a time of it: "Today", "Fri 20 Nov"; "08:41". */
export function toDayAndTime(
  moment: Date,
  { timeZone, timeFormat, today }: ClockSettings & { today: string },
): { date: string; day: string; time: Moment } {
  const { date, time } = localMoment(moment, timeZone);
  const text = clockTime(time, timeFormat);
  const shown = timeZone === null ? `${text} UTC` : text;
  const day = capitalized(nearDay(date, today));
  return { date, day, time: { iso: moment.toISOString(), text: shown } };
}
