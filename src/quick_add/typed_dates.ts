/** Days and times that are written into fields of their own, in words or in numbers. */
import { toDay, toTime } from "../dates/calendar.ts";
import { parseDay } from "./date_grammar.ts";
import type { Clock } from "./phrase.ts";
import { PARTS_OF_DAY, parseTime } from "./time_grammar.ts";

/** In characters: more than any day or time has. */
const LENGTH_MAX = 60;

/**
 * The day that was written, "YYYY-MM-DD"; null: it is not understood, or no calendar has it. More is
 * clear here than in a line, as it can only be a day: "3.12", "2026-2-3", "15th", and what is past.
 */
export function parseTypedDay(text: string, clock: Clock): string | null {
  const words = wordsOf(text);
  const [, year, month, date] = /^(\d{4})[-./](\d{1,2})[-./](\d{1,2})$/.exec(words) ?? [];
  if (year !== undefined) return toDay(Number(year), Number(month), Number(date));
  const spelled = words
    .replace(/^(?:due )?(?:(?:on|by|before|until|till) )?/, "")
    // "30-nov-2026", "30. Nov", "Thu. 3 Dec"
    .replace(/(?<=\d)(?:[-/]|\. ?)(?=[a-z])|(?<=[a-z])[-/.] ?(?=[a-z\d])/g, " ")
    .replace(/(?<=^|[a-z] )(\d{1,2})-(\d{1,2})$/, "$1/$2")
    .replace(/(?<=^|[a-z] )(\d{1,2}\.\d{1,2})$/, "$1.")
    .replace(/^(?=\d{1,2}(?:st|nd|rd|th)$)/, "the ");
  return parseDay(`due ${spelled}`, clock, true) ?? null;
}

/**
 * The time of day that was written, "HH:MM"; null: it is not understood, or no clock shows it. As in a
 * line, "5" is 17:00, and "05" is not.
 */
export function parseTypedTime(text: string): string | null {
  const words = wordsOf(text).replace(/^(?:at|by|before|in the) /, "");
  const part = PARTS_OF_DAY.get(words);
  if (part !== undefined) return part;
  const [, hour, minute] =
    /^(\d{1,2})([0-5]\d)$/.exec(words) ?? /^(\d{1,2}):(\d\d):\d\d(?:\.\d+)?$/.exec(words) ?? [];
  if (hour !== undefined) return toTime(Number(hour), Number(minute));
  return parseTime(`at ${words}`, { hasDay: true, isAfterDay: true }) ?? null;
}

/** In small letters, with single spaces and without commas; "" for a text that is too long. */
function wordsOf(text: string): string {
  if (text.length > LENGTH_MAX) return "";
  const plain = text.normalize("NFKC").toLowerCase();
  return plain.replace(/[\s,]+/g, " ").replace(/^ |[ .;!]+$/g, "");
}
