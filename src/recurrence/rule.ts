/**
 * What a repeat is, and the text it is stored as: a subset of RFC 5545's RRULE.
 *
 * A repeat decides days and nothing else. The time of day belongs to the task, floats in the
 * person's zone and is the same for every occurrence: 02:30 stays 02:30, also on the night when the
 * clocks skip it.
 */
import { isDay } from "../dates/calendar.ts";
import { WEEKDAYS, type Weekday } from "../dates/names.ts";

/** The first to the fifth of the month, or its last. */
export type Nth = 1 | 2 | 3 | 4 | 5 | -1;

export type DayOfMonth =
  /** 1 to 31; in a shorter month its last day. */
  | { kind: "day"; day: number }
  | { kind: "last_day" }
  /** A month without a fifth one is skipped. */
  | { kind: "nth"; nth: Nth; weekday: Weekday }
  /** The last one from Monday to Friday. */
  | { kind: "last_weekday" };

export type DayOfYear =
  /** The month and day of the anchor; 28 February for the 29th in a common year. */
  | { kind: "anchor" }
  /** Month 1 to 12. A year without a fifth one is skipped. */
  | { kind: "nth"; nth: Nth; weekday: Weekday; month: number };

export type Ends =
  | { kind: "never" }
  /** That day included. */
  | { kind: "on"; day: string }
  /** As many occurrences, 1 to COUNT_MAX. */
  | { kind: "after"; count: number };

/** `every` is 1 to EVERY_MAX. */
export type RepeatRule = { ends: Ends } & (
  | { unit: "day"; every: number }
  // From Monday to Friday, each of them: an RRULE has no "every third weekday".
  | { unit: "weekday"; every: 1 }
  /** At least one day, ascending from Monday. Weeks begin on `weekStart` (WKST), or else on Monday. */
  | { unit: "week"; every: number; days: readonly Weekday[]; weekStart?: Weekday }
  | { unit: "month"; every: number; on: DayOfMonth }
  | { unit: "year"; every: number; on: DayOfYear }
);

/** By the rule; the next one that is not past; counted from the day of completion. */
export type RepeatMode = "rule" | "catch_up" | "completion";

export interface Repeat {
  rule: RepeatRule;
  mode: RepeatMode;
  /** The first due date of the series, from which all others are counted. */
  anchor: string;
  /** The day that the rule gave the occurrence that is due; left out if that is its due date. */
  movedFrom?: string;
}

export const EVERY_MAX = 999;
export const COUNT_MAX = 10_000;

const NTH_DAYS = ([1, 2, 3, 4, 5, -1] as const).flatMap((nth) =>
  ([1, 2, 3, 4, 5, 6, 7] as const).map((weekday) => ({ kind: "nth" as const, nth, weekday })),
);

/** All that there are. */
export const DAYS_OF_MONTH: readonly DayOfMonth[] = [
  ...upTo(31).map((day) => ({ kind: "day" as const, day })),
  { kind: "last_day" },
  { kind: "last_weekday" },
  ...NTH_DAYS,
];
export const DAYS_OF_YEAR: readonly DayOfYear[] = [
  { kind: "anchor" },
  ...NTH_DAYS.flatMap((nth) => upTo(12).map((month) => ({ ...nth, month }))),
];

/** The rule in weeks from a day on, which makes a difference only to weeks that are left out. */
export function withWeekStart(rule: RepeatRule, weekStart: number): RepeatRule {
  if (rule.unit !== "week" || rule.every === 1 || weekStart === 1) return rule;
  return { ...rule, weekStart: weekStart as Weekday };
}

/**
 * The rule as an RRULE value (RFC 5545, 3.3.10), with RSCALE and SKIP=BACKWARD (RFC 7529) where a
 * month may lack the date.
 * @throws RangeError when the rule is out of its ranges: nothing is stored that cannot be read.
 */
export function formatRule(rule: RepeatRule): string {
  const text = textOf(rule);
  if (parseRule(text) === null) throw new RangeError(`Not a rule: ${text}`);
  return text;
}

/**
 * The rule of a text that formatRule could have written, with its parts in any order, or null. Texts
 * that mean the same are accepted: INTERVAL=1, WKST=MO, and a year without SKIP, which differs only
 * for a series that begins on a 29 February.
 */
export function parseRule(text: string): RepeatRule | null {
  const parts = partsOf(text);
  const rule = ruleOf(parts);
  if (!rule) return null;
  const isPlainYear = rule.unit === "year" && rule.on.kind === "anchor" && !parts.includes(RSCALE);
  if (isPlainYear) parts.push(RSCALE, SKIP);
  // A part that ruleOf did not look at makes a difference here.
  return parts.sort().join() === partsOf(textOf(rule)).sort().join() ? rule : null;
}

const CODES = WEEKDAYS.map((name) => name.slice(0, 2).toUpperCase());
const WORKDAYS = "BYDAY=MO,TU,WE,TH,FR";
const RSCALE = "RSCALE=GREGORIAN";
const SKIP = "SKIP=BACKWARD";

function textOf(rule: RepeatRule): string {
  const parts = rule.every === 1 ? [] : [`INTERVAL=${rule.every}`];
  if (rule.unit === "week") {
    const { days, weekStart = 1 } = rule;
    parts.push(`BYDAY=${days.map(codeOf).join()}`);
    if (weekStart !== 1) parts.push(`WKST=${codeOf(weekStart)}`);
  } else if (rule.unit === "weekday") parts.push(WORKDAYS);
  else if (rule.unit !== "day") parts.push(...onText(rule.on));
  const { ends } = rule;
  if (ends.kind === "on") parts.push(`UNTIL=${ends.day.replaceAll("-", "")}`);
  if (ends.kind === "after") parts.push(`COUNT=${ends.count}`);
  const isClamped = parts.includes(SKIP);
  return [...(isClamped ? [RSCALE] : []), `FREQ=${FREQUENCIES[rule.unit]}`, ...parts].join(";");
}

const FREQUENCIES = {
  day: "DAILY",
  weekday: "DAILY",
  week: "WEEKLY",
  month: "MONTHLY",
  year: "YEARLY",
} as const;

function onText(on: DayOfMonth | DayOfYear): string[] {
  switch (on.kind) {
    case "anchor":
      return [SKIP];
    case "day":
      return [`BYMONTHDAY=${on.day}`, ...(on.day > 28 ? [SKIP] : [])];
    case "last_day":
      return ["BYMONTHDAY=-1"];
    case "last_weekday":
      return [WORKDAYS, "BYSETPOS=-1"];
    case "nth": {
      const month = "month" in on ? [`BYMONTH=${on.month}`] : [];
      return [...month, `BYDAY=${on.nth}${codeOf(on.weekday)}`];
    }
  }
}

const MONTH_DAYS = new Map(DAYS_OF_MONTH.map((on) => [daysText(onText(on)), on]));
const YEAR_DAYS = new Map(DAYS_OF_YEAR.map((on) => [daysText(onText(on)), on]));

/** Those of the parts that say which days they are. */
function daysText(parts: readonly string[]): string {
  return parts
    .filter((part) => part.startsWith("BY"))
    .sort()
    .join(";");
}

/** Its parts in capitals, without those that only repeat a default. */
function partsOf(text: string): string[] {
  return text
    .toUpperCase()
    .split(";")
    .filter((part) => part !== "INTERVAL=1" && part !== "WKST=MO")
    .map((part) => (part.startsWith("BYDAY=") ? inWeekOrder(part) : part));
}

function inWeekOrder(part: string): string {
  const codes = part.slice("BYDAY=".length).split(",");
  return `BYDAY=${codes.sort((a, b) => CODES.indexOf(a) - CODES.indexOf(b)).join()}`;
}

function ruleOf(parts: readonly string[]): RepeatRule | null | undefined {
  const values = new Map(parts.map((part) => part.split("=", 2) as [string, string]));
  const every = within(values.get("INTERVAL") ?? "1", EVERY_MAX);
  const ends = endsOf(values);
  if (every === null || ends === null) return null;
  switch (values.get("FREQ")) {
    case "DAILY":
      return values.has("BYDAY")
        ? { unit: "weekday", every: 1, ends }
        : { unit: "day", every, ends };
    case "WEEKLY": {
      const codes = [...new Set(values.get("BYDAY")?.split(","))];
      if (codes.length === 0 || !codes.every((code) => CODES.includes(code))) return null;
      const days = codes.map((code) => (CODES.indexOf(code) + 1) as Weekday);
      const weekStart = CODES.indexOf(values.get("WKST") ?? "MO") + 1;
      const rule = { unit: "week", every, days, ends } as const;
      return weekStart > 1 ? { ...rule, weekStart: weekStart as Weekday } : rule;
    }
    case "MONTHLY": {
      const on = MONTH_DAYS.get(daysText(parts));
      return on && { unit: "month", every, on, ends };
    }
    case "YEARLY": {
      const on = YEAR_DAYS.get(daysText(parts));
      return on && { unit: "year", every, on, ends };
    }
    default:
      return null;
  }
}

function endsOf(values: Map<string, string>): Ends | null {
  const count = values.get("COUNT");
  const until = values.get("UNTIL");
  if (count !== undefined) {
    const times = within(count, COUNT_MAX);
    return times === null ? null : { kind: "after", count: times };
  }
  if (until === undefined) return { kind: "never" };
  const day = until.replace(/^(\d{4})(\d\d)(\d\d)$/, "$1-$2-$3");
  return isDay(day) ? { kind: "on", day } : null;
}

function codeOf(weekday: Weekday): string {
  return CODES[weekday - 1] ?? "";
}

/** A whole number from 1 to `max`, or null. */
function within(text: string, max: number): number | null {
  const number = /^[1-9]\d{0,4}$/.test(text) ? Number(text) : 0;
  return number >= 1 && number <= max ? number : null;
}

function upTo(last: number): number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}
