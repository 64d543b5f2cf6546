/** The times of day that quick add understands: "9am", "at 17", "15h30", "half past 3", "noon". */
import { toTime } from "../dates/calendar.ts";
import { parseCount } from "./lexicon.ts";
import type { Maybe, Phrase } from "./phrase.ts";

/** What a part of the day means as a time, since a task has no other way to say it. */
export const PARTS_OF_DAY: ReadonlyMap<string, string> = new Map([
  ["morning", "09:00"],
  ["noon", "12:00"],
  ["afternoon", "15:00"],
  ["evening", "19:00"],
  ["night", "20:00"],
]);

/** The time of a part of each day, for a rule. */
export function partOfDay(name: string): Phrase | undefined {
  const time = PARTS_OF_DAY.get(name);
  return time === undefined ? undefined : { time };
}

/** What stands beside a time. */
interface Beside {
  /** A day, or a rule. */
  hasDay: boolean;
  /** The day stands before it. */
  isAfterDay?: boolean;
}

/** What is around the time itself. */
interface Said extends Beside {
  /** "at", "by" or "before" before it. */
  lead: string | undefined;
}

type TimeShapes = readonly (readonly [
  RegExp,
  (match: RegExpExecArray, said: Said) => Maybe<string>,
])[];

/**
 * A time of day as "HH:MM"; null for one that no clock shows ("25:00").
 *
 * Beside a day a time is clear; alone, "3:16" may be a verse or a score, so a time without "at" or "am"
 * needs two digits on both sides and full five minutes.
 */
export function parseTime(words: string, beside: Beside): Maybe<string> {
  const [, lead, text = ""] = /^(?:(at|by|before) )?(.+)$/.exec(words) ?? [];
  for (const [shape, read] of TIMES) {
    const match = shape.exec(text);
    const found = match === null ? undefined : read(match, { ...beside, lead });
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Hardly anything that is done in one go takes longer, or is planned earlier. */
const MORNING = 7;

const TIMES: TimeShapes = [
  [/^(\d{1,2})(?:[:.](\d\d))? ?([ap])\.?m\.?$/, twelveHour],
  [
    /^(\d{1,2}):(\d\d)$/,
    ([text = "", hour, minute], { hasDay, lead }) => {
      const isClear = hasDay || lead !== undefined || /^\d\d:\d[05]$/.test(text);
      return isClear ? toTime(Number(hour), Number(minute)) : undefined;
    },
  ],
  // Before a day, or alone, it may be a price; "friday 3.12" may be a date.
  [
    /^(\d{1,2})\.(\d\d)$/,
    ([, hour, minute], { isAfterDay, lead }) => {
      const isClear =
        lead !== undefined || (isAfterDay === true && (Number(minute) > 12 || minute === "00"));
      return isClear ? (toTime(Number(hour), Number(minute)) ?? undefined) : undefined;
    },
  ],
  // "2h" is how long it takes, and so is "1h30" unless it stands where a time does.
  [
    /^(\d{1,2}) ?h(?: ?(\d\d))?$/,
    ([, hour, minute = "00"], { isAfterDay, lead }) => {
      const isMinute = minute !== "00" && (isAfterDay === true || Number(hour) >= MORNING);
      const isClear = lead !== undefined || isMinute || Number(hour) > 12;
      return isClear ? (toTime(Number(hour), Number(minute)) ?? undefined) : undefined;
    },
  ],
  [/^(\d{1,2})(?: o'clock)?$/, atHour],
  [/^half past (\w+)$/, ([, hour = ""]) => spoken(hour, 30)],
  [/^(?:a )?quarter past (\w+)$/, ([, hour = ""]) => spoken(hour, 15)],
  [/^(?:a )?quarter to (\w+)$/, ([, hour = ""]) => spoken(hour, -15)],
  [/^noon$/, () => "12:00"],
  [/^midnight$/, () => "00:00"],
];

function twelveHour([, hours, minute, half]: RegExpExecArray): string | null {
  const hour = Number(hours);
  if (hour < 1 || hour > 12) return null;
  return toTime((hour % 12) + (half === "p" ? 12 : 0), Number(minute ?? 0));
}

/** "at 17", or "at 8" beside a day; alone, "at 8" may be a place in a row or an age. */
function atHour([, hours = ""]: RegExpExecArray, { hasDay, lead }: Said): Maybe<string> {
  const hour = Number(hours);
  if (lead !== "at" || (!hasDay && hour < 13)) return undefined;
  return toTime(hours.length === 2 ? hour : byDay(hour), 0) ?? undefined;
}

/** "half past 3", in whole hours as people say them. @param minutes from that hour. */
function spoken(word: string, minutes: number): Maybe<string> {
  const hour = parseCount(word);
  if (hour === undefined || hour < 1 || hour > 12 || /^an?$/.test(word)) return undefined;
  const total = byDay(hour) * 60 + minutes;
  return toTime(Math.floor(total / 60), total % 60);
}

/** An hour that is not said to be morning or afternoon, on the side on which people are awake. */
function byDay(hour: number): number {
  return hour >= 1 && hour <= 6 ? hour + 12 : hour;
}
