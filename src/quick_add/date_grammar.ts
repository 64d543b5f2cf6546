/** The days that quick add understands: a shape for each, and chrono-node for relative ones. */
import { casual } from "chrono-node/en";
import {
  addDays,
  addMonths,
  dayParts,
  firstDayOfMonth,
  isDay,
  lastDayOfMonth,
  nextWeek,
  toDay,
  weekdayOf,
} from "../dates/calendar.ts";
import type { LocalMoment } from "../dates/local_time.ts";
import { WEEKDAYS, weekdayName } from "../dates/names.ts";
import { parseCount, parseDateOfMonth, parseMonth, parseWeekday } from "./lexicon.ts";

/** The person's wall clock, and the first day of their week (Monday is 1). */
export interface Clock extends LocalMoment {
  weekStart: number;
}

type Day = string | null | undefined;

/** A date as its shape has it; the year may be missing. */
interface NamedDate {
  date: number;
  month: number;
  year: string | undefined;
}

/**
 * The day that words in small letters mean, "YYYY-MM-DD". undefined: not a day at all; null: one
 * that cannot be meant, as "31 feb", or that is past.
 */
export function parseDay(words: readonly string[], clock: Clock): Day {
  const [, lead = "", text = ""] = /^(due (?:on |by )?|on |by )?(.+)$/.exec(words.join(" ")) ?? [];
  const rest = text.split(" ");
  // What is past is more likely part of the title ("Minutes 2026-11-18"), unless it says "due".
  const earliest = lead.startsWith("due") ? "0001-01-01" : clock.date;
  // Nobody says "on tomorrow": that "on" belongs to a verb.
  const isOn = /on $/.test(lead) && parseWeekday(rest.at(-1) ?? "") === undefined;
  const readers = [
    () => numericDay(text, clock, earliest),
    () => namedDay(rest, clock, earliest),
    () => (lead === "" ? undefined : dateOfMonth(text, clock)),
    () => (isOn ? undefined : period(text, clock)),
    () => (isOn ? undefined : relativeDay(rest, clock)),
  ];
  for (const read of readers) {
    const day = read();
    if (day !== undefined) return day !== null && isDay(day) ? day : null;
  }
  return undefined;
}

/** ISO, "24.12.", "24.12.2026", and "24/12" where it cannot be the other way round. */
function numericDay(text: string, clock: Clock, earliest: string): Day {
  const iso = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  if (iso !== null) return notBefore(earliest, isDay(text) ? text : null);
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})?$/.exec(text);
  if (dotted !== null) {
    const [date, month, year] = [Number(dotted[1]), Number(dotted[2]), dotted[3]];
    // "1.5." may well be a number at the end of a sentence.
    if (year === undefined && date < 13 && !/^\d\d\.\d\d\./.test(text)) return undefined;
    return resolve({ date, month, year }, clock, earliest);
  }
  const slashed = /^(\d{1,2})\/(\d{1,2})(?:\/(\d{4}))?$/.exec(text);
  if (slashed === null || text === "24/7") return undefined;
  const [first, second] = [Number(slashed[1]), Number(slashed[2])];
  if (first > 12 === second > 12) return undefined;
  const [date, month] = first > 12 ? [first, second] : [second, first];
  return date > 31 ? undefined : resolve({ date, month, year: slashed[3] }, clock, earliest);
}

/** "24 dec", "24th of december 2027", "dec 24", "thu 24 dec". */
function namedDay(words: readonly string[], clock: Clock, earliest: string): Day {
  const weekday = parseWeekday(words[0] ?? "");
  const [first = "", second = "", year, ...more] = words
    .slice(weekday === undefined ? 0 : 1)
    .filter((word, index) => !(word === "of" && index > 0));
  if (more.length > 0 || (year !== undefined && !/^(?:19|2\d)\d\d$/.test(year))) return undefined;
  const isDateFirst = parseDateOfMonth(first) !== undefined;
  const date = parseDateOfMonth(isDateFirst ? first : second);
  const month = parseMonth(isDateFirst ? second : first);
  if (date === undefined || month === undefined) return undefined;
  const day = resolve({ date, month, year }, clock, earliest);
  const agrees = weekday === undefined || day === null || weekdayOf(day) === weekday;
  return agrees ? day : null;
}

/** "the 5th" after "on" or "by": the next day with that number. */
function dateOfMonth(text: string, clock: Clock): Day {
  const date = parseDateOfMonth(/^the (\d+[a-z]+)$/.exec(text)?.[1] ?? "");
  if (date === undefined) return undefined;
  for (let ahead = 0; ahead <= 2; ahead += 1) {
    const { year, month } = dayParts(addMonths(firstDayOfMonth(clock.date), ahead));
    const day = toDay(year, month, date);
    if (day !== null && day >= clock.date) return day;
  }
  return null;
}

/** "next week" is its Monday, "next month" and "next year" their first day, a weekend its Saturday. */
function period(text: string, clock: Clock): Day {
  const today = clock.date;
  if (text === "next week") return nextWeek(today, clock.weekStart);
  // On a Sunday it is half over.
  if (text === "this weekend") return addDays(today, Math.max(0, 6 - weekdayOf(today)));
  if (text === "next month") return addMonths(firstDayOfMonth(today), 1);
  if (text === "next year") return toDay(dayParts(today).year + 1, 1, 1);
  if (/^(?:the )?end of (?:the |this )?month$/.test(text)) return lastDayOfMonth(today);
  const [, count = "", unit] = /^in (\w+) (month|year)s?$/.exec(text) ?? [];
  const number = parseCount(count);
  // chrono-node makes 3 March of "in a month" on 31 January.
  return number === undefined ? undefined : addMonths(today, number * (unit === "year" ? 12 : 1));
}

/** "tomorrow", "fri", "next friday", "in 3 days", "2 weeks from now". */
function relativeDay(words: readonly string[], clock: Clock): Day {
  const text = words
    .map((word) => weekdayName(parseWeekday(word) ?? 0).toLowerCase() || word)
    .join(" ");
  const [, count = ""] = /^(?:in )?(\w+) (?:day|week)s?(?: from now)?$/.exec(text) ?? [];
  const isCounted = /^in | from now$/.test(text) && parseCount(count) !== undefined;
  if (!isCounted && !RELATIVE.test(text)) return undefined;
  const day = chronoDay(text, clock);
  // The weekday nearest to today may be past.
  return day !== null && day < clock.date ? addDays(day, 7) : day;
}

const RELATIVE = new RegExp(
  `^(?:today|tomorrow|tmrw|tmr|(?:the )?day after tomorrow|(?:(?:this|next) )?(?:${WEEKDAYS.join("|").toLowerCase()}))$`,
);

/** Without a year it is the next one that there is: "29 feb" may be years ahead. */
function resolve({ date, month, year }: NamedDate, clock: Clock, earliest: string): string | null {
  if (year !== undefined) {
    // "0012" is a number, not a year.
    const day = /^[1-9]/.test(year) ? toDay(Number(year), month, date) : null;
    return notBefore(earliest, day);
  }
  const thisYear = dayParts(clock.date).year;
  for (let ahead = 0; ahead <= 8; ahead += 1) {
    const day = toDay(thisYear + ahead, month, date);
    if (day !== null && day >= clock.date) return day;
  }
  return null;
}

function notBefore(earliest: string, day: string | null): string | null {
  return day !== null && day >= earliest ? day : null;
}

/**
 * The answer of chrono-node for a phrase that is a day and nothing else. It starts from noon UTC, and
 * the fields of its result are read rather than its Date, so that the server's time zone has no part
 * in it. Its option forwardDate would bring that in: at UTC−11 the Friday that is today is past for it.
 */
function chronoDay(text: string, clock: Clock): string | null {
  const reference = { instant: new Date(`${clock.date}T12:00:00Z`), timezone: 0 };
  // It calls "day after tomorrow" tomorrow.
  const phrase = text === "day after tomorrow" ? `the ${text}` : text;
  const [found, ...more] = casual.parse(phrase, reference);
  if (found === undefined || more.length > 0 || found.text !== phrase || found.end) return null;
  const { start } = found;
  return toDay(start.get("year") ?? 0, start.get("month") ?? 0, start.get("day") ?? 0);
}
