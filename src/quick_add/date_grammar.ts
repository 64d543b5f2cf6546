/** The days that quick add understands, as a table of shapes. */
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
import type { DateFormat } from "../dates/date_format.ts";
import { MONTH_PATTERN, parseCount, parseMonth, parseWeekday, WEEKDAY_PATTERN } from "./lexicon.ts";
import { type Clock, type Maybe, mapFound, readShape, type Shapes } from "./phrase.ts";

/**
 * The day that a text in small letters means, "YYYY-MM-DD"; null for one that does not exist or is
 * past.
 *
 * @param hasTime whether a time stands beside it, which tells a date from other numbers.
 */
export function parseDay(text: string, clock: Clock, hasTime = false): Maybe<string> {
  const [, lead = "", rest = ""] =
    /^(due (?:on |by |before )?|on |by |before |until |till )?(.+)$/.exec(text) ?? [];
  // What is past is more likely part of the title ("Minutes 2026-11-18"), unless it says "due".
  const earliest = lead.startsWith("due") ? "" : clock.date;
  const iso = ISO.test(rest) ? rest.replace(/[/.]/g, "-") : null;
  if (iso !== null) return isDay(iso) && iso >= earliest ? iso : null;
  const date = DATES.map((shape) => shape.exec(rest)?.groups).find((found) => found !== undefined);
  if (date !== undefined) return calendarDay(date, earliest, clock.date);
  const dotted = DOTTED.exec(rest)?.groups;
  if (dotted !== undefined) {
    const isClear = lead !== "" || dotted.weekday !== undefined || isTimed(dotted, hasTime, clock);
    return isClear ? calendarDay(dotted, earliest, clock.date) : undefined;
  }
  // "open 24/7"
  const numeric = lead === "" && rest === "24/7" ? undefined : NUMERIC.exec(rest)?.groups;
  if (numeric !== undefined) {
    const ordered = inOrder(numeric, clock.dateFormat);
    return ordered && calendarDay(ordered, earliest, clock.date);
  }
  const dateOfMonth = lead === "" ? undefined : DATE_OF_MONTH.exec(rest)?.[1];
  if (dateOfMonth !== undefined) return nextDateOfMonth(Number(dateOfMonth), clock.date);
  // Nobody says "on tomorrow": that "on" belongs to a verb.
  // Nothing can be done before yesterday: "the day before yesterday".
  if (rest === "yesterday" && /^(?:before|by|until|till) /.test(lead)) return null;
  const isOn = /on $/.test(lead) && parseWeekday(rest.split(" ").at(-1) ?? "") === undefined;
  const day = isOn ? undefined : readShape(RELATIVE_DAYS, rest, clock);
  return mapFound(day, (found) => (isDay(found) ? found : null));
}

const ISO = /^\d{4}([-/.])\d\d\1\d\d$/;
const DATE = String.raw`(?<date>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?`;
const MONTH = `(?<month>${MONTH_PATTERN})`;
const OF = "(?: of)*";
/** In full, or "26" for the years that are near. */
const ANY_YEAR = String.raw`(?:19|2\d)\d\d|['’]?\d\d`;
const YEAR = `${OF}(?: (?<year>${ANY_YEAR})${OF})?`;
const WEEKDAY = `(?:(?<weekday>${WEEKDAY_PATTERN}) )?`;

/** How far ahead a year of two digits may be: "24 dec 50" is a date and a number. */
const SHORT_YEARS_AHEAD = 20;

/** A date and its month, perhaps with a year. */
const DATES: readonly RegExp[] = [
  new RegExp(String.raw`^${WEEKDAY}(?<date>\d{1,2})\.(?<month>\d{1,2})\.(?<year>\d{4})$`),
  // "24 dec", "24th of december 2027", "dec 24", "thu 24 dec".
  new RegExp(`^${WEEKDAY}${DATE}${OF} ${MONTH}${YEAR}$`),
  new RegExp(`^${WEEKDAY}${MONTH}${OF} ${DATE}${YEAR}$`),
];

/**
 * "24.12.", "3.12.26": at the end of a sentence they may be a version or a chapter, so that they need
 * something that says that they are a date.
 */
const DOTTED = new RegExp(
  String.raw`^${WEEKDAY}(?<date>\d{1,2})\.(?<month>\d{1,2})\.(?<year>\d\d)?$`,
);

/** "3/12", "24/12/2027", "3-12-2027", "thu 24/12"; but not "3-12", which may be pages. */
const NUMERIC = new RegExp(
  String.raw`^${WEEKDAY}(?<one>\d{1,2})(?:/(?<other>\d{1,2})(?:/(?<year>\d{4}|\d\d))?|-(?<dashed>\d{1,2})-(?<dashedYear>\d{4}))$`,
);

/** "the 5th", after "on" or "by". */
const DATE_OF_MONTH = /^the (0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)$/;

const RELATIVE_DAYS: Shapes<string> = [
  [/^today$/, (_, { date }) => date],
  [/^(?:tomorrow|tmrw|tmr)$/, (_, { date }) => addDays(date, 1)],
  [/^yesterday$/, (_, { date }) => addDays(date, -1)],
  [/^(?:the )?day after tomorrow$/, (_, { date }) => addDays(date, 2)],
  // On a Sunday it is half over.
  [/^this weekend$/, (_, { date }) => addDays(date, Math.max(0, 6 - weekdayOf(date)))],
  [/^(?:the )?end of (?:the |this )?month$/, (_, { date }) => lastDayOfMonth(date)],
  [/^(?:the )?end of next month$/, (_, { date }) => lastDayOfMonth(nextMonth(date))],
  [/^(?:the )?end of (?:the |this )?year$/, (_, { date }) => toDay(dayParts(date).year, 12, 31)],
  [/^(?:the )?end of (the |this |next )?week$/, endOfWeek],
  [/^next week (?:on )?(\w+)$/, ([, name = ""], clock) => inNextWeek(name, clock)],
  [/^(\w+) (?:of )?next week$/, ([, name = ""], clock) => inNextWeek(name, clock)],
  [/^next week$/, (_, { date, weekStart }) => nextWeek(date, weekStart)],
  [/^next month$/, (_, { date }) => nextMonth(date)],
  [/^next year$/, (_, { date }) => toDay(dayParts(date).year + 1, 1, 1)],
  [/^(?:(this|next) )?(\w+)$/, ([, which, name = ""], { date }) => weekday(which, name, date)],
  [/^in (\w+) (day|week|fortnight|month|year)s?$/, later],
  [/^(\w+) (day|week)s? from now$/, later],
  // One word too many to be sure, and no part of it is meant either.
  [/^in (\w+) (day|week)s? from now$/, (match, clock) => (later(match, clock) ? null : undefined)],
];

const DAYS_OF: Partial<Record<string, number>> = { day: 1, week: 7, fortnight: 14 };

function nextMonth(today: string): string {
  return addMonths(firstDayOfMonth(today), 1);
}

/** The last day of the person's week. */
function endOfWeek([, which]: RegExpExecArray, { date, weekStart }: Clock): string {
  const toEnd = (weekStart + 6 - weekdayOf(date)) % 7;
  return addDays(date, toEnd + (which === "next " ? 7 : 0));
}

/** "next week tuesday", in the person's week. */
function inNextWeek(name: string, { date, weekStart }: Clock): string | undefined {
  const day = parseWeekday(name);
  if (day === undefined) return undefined;
  const toNextWeek = 7 - ((weekdayOf(date) - weekStart + 7) % 7);
  return addDays(date, toNextWeek + ((day - weekStart + 7) % 7));
}

/** The next one, today included; with "next" the one of next week, which begins on Monday. */
function weekday(which: string | undefined, name: string, today: string): string | undefined {
  const day = parseWeekday(name);
  if (day === undefined) return undefined;
  const away = day - weekdayOf(today) + 7;
  return addDays(today, which === "next" ? away : away % 7);
}

function later([, count = "", unit]: RegExpExecArray, { date }: Clock): string | undefined {
  const number = parseCount(count);
  if (number === undefined) return undefined;
  const days = DAYS_OF[unit ?? ""];
  if (days !== undefined) return addDays(date, number * days);
  return addMonths(date, number * (unit === "year" ? 12 : 1));
}

/** Without a year it is the next one that there is: "29 feb" may be years ahead. */
function calendarDay(
  { weekday, year, ...named }: Partial<Record<string, string>>,
  earliest: string,
  today: string,
): string | null {
  const [date, month] = [Number(named.date), parseMonth(named.month ?? "") ?? Number(named.month)];
  const inYear = year === undefined ? undefined : parseYear(year, dayParts(today).year);
  if (inYear === null) return null;
  const day =
    inYear === undefined
      ? firstFrom(today, 9, (ahead) => toDay(dayParts(today).year + ahead, month, date))
      : firstFrom(earliest, 1, () => toDay(inYear, month, date));
  const agrees = weekday === undefined || day === null || weekdayOf(day) === parseWeekday(weekday);
  return agrees ? day : null;
}

/** "3.12. 14:30": both numbers in full, or by somebody who writes the day first. */
function isTimed(
  { date = "", month = "" }: Partial<Record<string, string>>,
  hasTime: boolean,
  { dateFormat }: Clock,
): boolean {
  const isInFull = date.length === 2 && (month.length === 2 || Number(date) > 12);
  return hasTime && (isInFull || dateFormat === "day_first");
}

/** null for a number that is not a year, as "0012", or for two digits of one that is not near. */
function parseYear(text: string, thisYear: number): number | null {
  const digits = text.replace(/^['’]/, "");
  if (digits.length === 4) return digits.startsWith("0") ? null : Number(digits);
  const year = thisYear - (thisYear % 100) + Number(digits);
  return year >= thisYear && year <= thisYear + SHORT_YEARS_AHEAD ? year : null;
}

/**
 * Which of two numbers is the month: by itself where the other one cannot be, as in "24/12", and
 * otherwise as the person writes. undefined where that is not known.
 */
function inOrder(
  { weekday, one, other, year, dashed, dashedYear }: Partial<Record<string, string>>,
  format: DateFormat | null,
): Partial<Record<string, string>> | undefined {
  const [first, second] = [Number(one), Number(other ?? dashed)];
  if (Math.min(first, second) > 12) return undefined;
  const known = first > 12 ? "day_first" : second > 12 ? "month_first" : format;
  if (known === null) return undefined;
  const [date, month] = known === "day_first" ? [first, second] : [second, first];
  return { weekday, date: String(date), month: String(month), year: year ?? dashedYear };
}

function nextDateOfMonth(date: number, today: string): string | null {
  return firstFrom(today, 3, (ahead) => {
    const { year, month } = dayParts(addMonths(firstDayOfMonth(today), ahead));
    return toDay(year, month, date);
  });
}

/** The first of so many candidates that exists and is not before a day. */
function firstFrom(
  earliest: string,
  count: number,
  candidate: (index: number) => string | null,
): string | null {
  const days = Array.from({ length: count }, (_, index) => candidate(index));
  return days.find((day) => day !== null && day >= earliest) ?? null;
}
