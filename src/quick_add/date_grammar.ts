/** The days that quick add understands, each in a shape of its own; chrono-node reckons them. */
import { casual } from "chrono-node/en";
import { weekdayOf as isoWeekday } from "../dates/calendar.ts";
import { fromDayNumber, lastOfMonth, monthNumber, toDayNumber } from "../dates/day_numbers.ts";
import type { LocalMoment } from "../dates/local_time.ts";
import { dayFrom, noonOf, plusDays, plusMonths } from "./days.ts";
import { countOf, dayOf, monthOf, weekdayOf } from "./lexicon.ts";

/** The person's wall clock, and the first day of their week (Monday is 1). */
export interface Clock extends LocalMoment {
  weekStart: number;
}

type Day = string | null | undefined;

/**
 * The day that words in small letters mean, "YYYY-MM-DD". undefined: not a day at all; null: one
 * that cannot be meant, as "31 feb", or that is past.
 */
export function readDay(tokens: readonly string[], clock: Clock): Day {
  const [, said = "", text = ""] = /^(due (?:on |by )?|on |by )?(.+)$/.exec(tokens.join(" ")) ?? [];
  const words = text.split(" ");
  // What is past is more likely part of the title ("Minutes 2026-11-18"), unless it is said to be due.
  const earliest = said.startsWith("due") ? "0001-01-01" : clock.date;
  // "on tomorrow" is nothing that anybody says: that "on" belongs to a verb.
  const isOn = /on $/.test(said) && weekdayOf(words.at(-1) ?? "") === undefined;
  const days = [
    () => readNumericDay(text, clock, earliest),
    () => readNamedDay(words, clock, earliest),
    () => (said === "" ? undefined : readDayOfMonth(text, clock)),
    () => (isOn ? undefined : readPeriod(text, clock)),
    () => (isOn ? undefined : readRelativeDay(words, clock)),
  ];
  for (const read of days) {
    const day = read();
    if (day !== undefined) return day;
  }
  return undefined;
}

/** ISO, "24.12.", "24.12.2026", and "24/12" where it cannot be the other way round. */
function readNumericDay(text: string, clock: Clock, earliest: string): Day {
  const iso = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  if (iso !== null) {
    return notBefore(earliest, dayFrom(Number(iso[1]), Number(iso[2]), Number(iso[3])));
  }
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})?$/.exec(text);
  if (dotted !== null) {
    const [, day = "", month = "", year] = dotted;
    // "1.5." may well be a number at the end of a sentence.
    if (year === undefined && Number(day) < 13 && !/^\d\d\.\d\d\./.test(text)) return undefined;
    return inYear(Number(month), Number(day), year, clock, earliest);
  }
  const slashed = /^(\d{1,2})\/(\d{1,2})(?:\/(\d{4}))?$/.exec(text);
  if (slashed === null || text === "24/7") return undefined;
  const [first, second] = [Number(slashed[1]), Number(slashed[2])];
  if (first > 12 === second > 12) return undefined;
  const [day, month] = first > 12 ? [first, second] : [second, first];
  return day > 31 ? undefined : inYear(month, day, slashed[3], clock, earliest);
}

/** "24 dec", "24th of december 2027", "dec 24", "thu 24 dec". */
function readNamedDay(words: readonly string[], clock: Clock, earliest: string): Day {
  const weekday = weekdayOf(words[0] ?? "");
  const [first = "", second = "", year, ...more] = words
    .slice(weekday === undefined ? 0 : 1)
    .filter((word, index) => !(word === "of" && index > 0));
  if (more.length > 0 || (year !== undefined && !/^(?:19|2\d)\d\d$/.test(year))) return undefined;
  const isDayFirst = dayOf(first) !== undefined;
  const day = isDayFirst ? first : second;
  const month = isDayFirst ? second : first;
  const number = dayOf(day);
  const monthOfYear = monthOf(month);
  if (number === undefined || monthOfYear === undefined) return undefined;
  const found = inYear(monthOfYear, number, year, clock, earliest, `${day} ${month}`);
  const agrees = weekday === undefined || found === null || isoWeekday(found) === weekday;
  return agrees ? found : null;
}

/** "next week" is its Monday, "next month" and "next year" their first day, a weekend its Saturday. */
function readPeriod(text: string, clock: Clock): Day {
  if (text === "next week") {
    const toNext = 7 - ((isoWeekday(clock.date) - clock.weekStart + 7) % 7);
    const toMonday = (8 - clock.weekStart) % 7;
    return plusDays(clock.date, toNext + toMonday);
  }
  // On a Sunday it is half over.
  if (text === "this weekend") return plusDays(clock.date, Math.max(0, 6 - isoWeekday(clock.date)));
  if (text === "next month") return plusMonths(`${clock.date.slice(0, 8)}01`, 1);
  if (text === "next year") return dayFrom(Number(clock.date.slice(0, 4)) + 1, 1, 1);
  if (/^(?:the )?end of (?:the |this )?month$/.test(text)) {
    return fromDayNumber(lastOfMonth(monthNumber(toDayNumber(clock.date))));
  }
  const [, count = "", unit] = /^in (\w+) (month|year)s?$/.exec(text) ?? [];
  const number = countOf(count);
  // chrono-node makes 3 March of "in a month" on 31 January.
  return number === undefined
    ? undefined
    : plusMonths(clock.date, number * (unit === "year" ? 12 : 1));
}

/** "the 5th" after "on" or "by": the next day with that number. */
function readDayOfMonth(text: string, clock: Clock): Day {
  const day = dayOf(/^the (\d+[a-z]+)$/.exec(text)?.[1] ?? "");
  if (day === undefined) return undefined;
  for (let ahead = 0; ahead <= 2; ahead += 1) {
    const month = plusMonths(`${clock.date.slice(0, 8)}01`, ahead);
    const found = month && dayFrom(Number(month.slice(0, 4)), Number(month.slice(5, 7)), day);
    if (found && found >= clock.date) return found;
  }
  return null;
}

/** "tomorrow", "fri", "next friday", "in 3 days", "2 weeks from now". */
function readRelativeDay(words: readonly string[], clock: Clock): Day {
  const names = words.map((word) => FULL_NAMES[weekdayOf(word) ?? 0] ?? word);
  const text = names.join(" ");
  const [, count = ""] = /^(?:in )?(\w+) (?:day|week)s?(?: from now)?$/.exec(text) ?? [];
  const isCounted = /^in | from now$/.test(text) && countOf(count) !== undefined;
  if (!isCounted && !KNOWN.test(text)) return undefined;
  const day = chronoDay(text, clock);
  // The weekday nearest to today may be past.
  return day !== null && day < clock.date ? plusDays(day, 7) : day;
}

const FULL_NAMES = [
  null,
  ...["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
];
const KNOWN = new RegExp(
  `^(?:today|tomorrow|tmrw|tmr|(?:the )?day after tomorrow|(?:(?:this|next) )?(?:${FULL_NAMES.slice(1).join("|")}))$`,
);

/** A day without a year is the next one there is: "29 feb" may be years ahead. */
function inYear(
  month: number,
  day: number,
  year: string | undefined,
  clock: Clock,
  earliest: string,
  text = `${day} ${MONTH_NAMES[month - 1] ?? ""}`,
): string | null {
  if (year !== undefined) return notBefore(earliest, chronoDay(`${text} ${year}`, clock));
  const first = Number(clock.date.slice(0, 4));
  for (let ahead = 0; ahead <= 8; ahead += 1) {
    if (dayFrom(first + ahead, month, day) === null) continue;
    const found = chronoDay(`${text} ${first + ahead}`, clock);
    if (found !== null && found >= clock.date) return found;
  }
  return null;
}

const MONTH_NAMES =
  "january february march april may june july august september october november december".split(
    " ",
  );

function notBefore(earliest: string, day: string | null): string | null {
  return day !== null && day >= earliest ? day : null;
}

/**
 * chrono-node's answer for a phrase that is a day and nothing else. It reckons from noon UTC, and
 * its fields are read rather than its Date, so that the server's time zone has no part in it. Its
 * option forwardDate would bring that in: at UTC−11 it takes the Friday that is today for past.
 */
function chronoDay(text: string, clock: Clock): string | null {
  const reference = { instant: noonOf(clock.date), timezone: 0 };
  // It calls "day after tomorrow" tomorrow.
  const phrase = text === "day after tomorrow" ? `the ${text}` : text;
  const [found, ...more] = casual.parse(phrase, reference);
  if (found === undefined || more.length > 0 || found.text !== phrase || found.end) return null;
  const { start } = found;
  return dayFrom(start.get("year") ?? 0, start.get("month") ?? 0, start.get("day") ?? 0);
}
