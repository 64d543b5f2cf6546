/** The times of day that quick add understands: "9am", "at 17:00", "noon", "evening". */
import { timeFrom } from "./days.ts";

/** What a part of the day means as a time, since a task has no other way to say it. */
const PARTS = new Map([
  ["morning", "09:00"],
  ["noon", "12:00"],
  ["afternoon", "15:00"],
  ["evening", "19:00"],
  ["night", "20:00"],
]);

/**
 * A time of day as "HH:MM". undefined: not one; null: one that no clock shows ("25:00").
 *
 * A bare hour ("at 5") could be morning or evening and is not taken. Beside a day everything is
 * clearer; alone, "3:16" may be a verse or a score, so a time without "at" or "am" needs two digits
 * on both sides and full five minutes.
 */
export function readTime(tokens: readonly string[], hasDay: boolean): string | null | undefined {
  const [, at, said = ""] = /^(?:(at|by) )?(.+)$/.exec(tokens.join(" ")) ?? [];
  const half = /^(\d{1,2})(?:[:.](\d\d))? ?([ap]m)$/.exec(said);
  if (half !== null) {
    const hour = Number(half[1]);
    if (hour < 1 || hour > 12) return null;
    return timeFrom((hour % 12) + (half[3] === "pm" ? 12 : 0), Number(half[2] ?? 0));
  }
  const full = /^(\d{1,2}):(\d\d)$/.exec(said);
  if (full === null) return said === "noon" ? "12:00" : undefined;
  const isPlain = hasDay || at !== undefined || /^\d\d:\d[05]$/.test(said);
  return isPlain ? timeFrom(Number(full[1]), Number(full[2])) : undefined;
}

/** "morning" and its like as a time; undefined for another word. */
export function timeOfPart(word: string): string | undefined {
  return PARTS.get(word);
}
