/** The times of day that quick add understands: "9am", "at 17:00", "noon", "evening". */
import { toTime } from "../dates/calendar.ts";
import type { Maybe } from "./phrase.ts";

/** What a part of the day means as a time, since a task has no other way to say it. */
export const PARTS_OF_DAY: ReadonlyMap<string, string> = new Map([
  ["morning", "09:00"],
  ["noon", "12:00"],
  ["afternoon", "15:00"],
  ["evening", "19:00"],
  ["night", "20:00"],
]);

/**
 * A time of day as "HH:MM"; null for one that no clock shows ("25:00").
 *
 * A bare hour ("at 5") could be morning or evening and is not accepted. Beside a day a time is
 * clear; alone, "3:16" may be a verse or a score, so a time without "at" or "am" needs two digits
 * on both sides and full five minutes.
 */
export function parseTime(words: string, hasDay: boolean): Maybe<string> {
  const [, at, text = ""] = /^(?:(at|by) )?(.+)$/.exec(words) ?? [];
  const twelveHour = /^(\d{1,2})(?:[:.](\d\d))? ?([ap]m)$/.exec(text);
  if (twelveHour !== null) {
    const hour = Number(twelveHour[1]);
    if (hour < 1 || hour > 12) return null;
    return toTime((hour % 12) + (twelveHour[3] === "pm" ? 12 : 0), Number(twelveHour[2] ?? 0));
  }
  const full = /^(\d{1,2}):(\d\d)$/.exec(text);
  if (full === null) return text === "noon" ? "12:00" : undefined;
  const isClear = hasDay || at !== undefined || /^\d\d:\d[05]$/.test(text);
  return isClear ? toTime(Number(full[1]), Number(full[2])) : undefined;
}
