/**
 * Reads a phrase that is a date, a time or both. This is the guard before chrono-node, which finds
 * dates in anything: it is asked only about phrases of known shapes, and only as a whole.
 */
import { addDays, isDay, toTime } from "../dates/calendar.ts";
import { type Clock, parseDay } from "./date_grammar.ts";
import { parseCount, parseWeekday } from "./lexicon.ts";
import { parseTime, partOfDay } from "./time_grammar.ts";

export interface DateTime {
  /** "YYYY-MM-DD"; null for a time alone. */
  on: string | null;
  /** "HH:MM" */
  time: string | null;
  /** A bare weekday: the one of next week when it is today and the time has passed. */
  weekly: boolean;
}

/**
 * The meaning of a whole phrase, in words in small letters. undefined: not a date; null: it has the
 * shape of one that does not exist, so that no part of it may be taken either.
 */
export function parseDateTime(words: readonly string[], clock: Clock): DateTime | null | undefined {
  const moment = parseMoment(words, clock);
  if (moment !== undefined) return moment;
  for (let cut = words.length; cut >= 0; cut -= 1) {
    const found = combine(words.slice(0, cut), words.slice(cut), clock);
    if (found !== undefined) return found;
  }
  for (let cut = 1; cut < words.length; cut += 1) {
    // "Read John 3:16 due friday": the verse is not a time on that day.
    if (words[cut] === "due") continue;
    const found = combine(words.slice(cut), words.slice(0, cut), clock);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** "in 2 hours", which is a day and a time at once. */
function parseMoment(words: readonly string[], clock: Clock): DateTime | null | undefined {
  const [, count = "", unit] = /^in (\w+) (hour|minute)s?$/.exec(words.join(" ")) ?? [];
  const number = parseCount(count);
  // "in a minute" is a manner of speaking.
  if (number === undefined || (unit === "minute" && !/^\d/.test(count))) return undefined;
  const [hour = 0, minute = 0] = clock.time.split(":").map(Number);
  const minutes = hour * 60 + minute + number * (unit === "hour" ? 60 : 1);
  const on = addDays(clock.date, Math.floor(minutes / 1440));
  const time = toTime(Math.floor(minutes / 60) % 24, minutes % 60);
  return isDay(on) ? { on, time, weekly: false } : null;
}

function combine(
  dayWords: readonly string[],
  timeWords: readonly string[],
  clock: Clock,
): DateTime | null | undefined {
  if (dayWords.length === 0) {
    const time = parseTime(timeWords, false);
    return typeof time === "string" ? { on: null, time, weekly: false } : time;
  }
  const { day, part } = splitPartOfDay(dayWords);
  const on = parseDay(day, clock);
  if (on === undefined) return undefined;
  const weekly =
    parseWeekday(day.at(-1) ?? "") !== undefined && !/^(?:this|next)$/.test(day.at(-2) ?? "");
  if (timeWords.length > 0) {
    const time = parseTime(timeWords, true);
    if (typeof time !== "string" || on === null) return time === undefined ? undefined : null;
    return { on, time, weekly };
  }
  if (on === null) return null;
  const time = part === undefined || (on === clock.date && part < clock.time) ? null : part;
  return { on, time, weekly };
}

/** "tomorrow morning" is tomorrow and a part of it, "tonight" today and a part of it. */
function splitPartOfDay(words: readonly string[]): { day: readonly string[]; part?: string } {
  const last = words.at(-1) ?? "";
  if (last === "tonight") return { day: [...words.slice(0, -1), "today"], part: "20:00" };
  const part = partOfDay(last);
  if (part === undefined || words.length < 2) return { day: words };
  const day = words.slice(0, -1);
  return { day: day.at(-1) === "this" ? [...day.slice(0, -1), "today"] : day, part };
}
