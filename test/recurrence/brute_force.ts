/** A reference implementation that checks every day of a calendar built from month lengths. */
import type { DayOfMonth, DayOfYear, Repeat, RepeatRule } from "../../src/recurrence/rule.ts";

export interface CalendarDay {
  text: string;
  /** From 0. */
  index: number;
  year: number;
  month: number;
  day: number;
  /** 1 Monday to 7 Sunday. */
  weekday: number;
  /** Weeks since the calendar's first day, a Monday. */
  week: number;
  isLastOfMonth: boolean;
  /** 1 for the first of its weekday in its month, up to 5. */
  nth: number;
  isLastOfItsWeekday: boolean;
}

/** 1996 to 2124, which has century years with and without a leap day. 1 January 1996 was a Monday. */
export const CALENDAR: readonly CalendarDay[] = daysOfYears(1996, 2124);

const BY_TEXT = new Map(CALENDAR.map((day) => [day.text, day]));

export function dayOf(text: string): CalendarDay {
  const day = BY_TEXT.get(text);
  if (day === undefined) throw new Error(`Not in this calendar: ${text}`);
  return day;
}

/** The days of the series up to 20 years after the anchor. */
export function bruteForceOccurrences({ rule, anchor }: Repeat): string[] {
  const first = dayOf(anchor);
  const found: string[] = [];
  for (let at = first.index; at < CALENDAR.length; at += 1) {
    const day = CALENDAR[at] as CalendarDay;
    if (day.year > first.year + 20) break;
    if (rule.ends.kind === "after" && found.length === rule.ends.count) break;
    if (rule.ends.kind === "on" && day.text > rule.ends.day) break;
    if (day === first || matches(rule, first, day)) found.push(day.text);
  }
  return found;
}

/** The next due date, null at the end of the series, or undefined when it is after the calendar. */
export function bruteForceNext(
  repeat: Repeat,
  at: { due: string; completedOn: string; finished: number },
): string | null | undefined {
  const { rule } = repeat;
  if (rule.ends.kind === "after" && at.finished >= rule.ends.count) return null;
  const next = nextByMode(repeat, dayOf(at.due), dayOf(at.completedOn));
  if (rule.ends.kind === "on" && (next === undefined || next.text > rule.ends.day)) return null;
  return next?.text;
}

function nextByMode(repeat: Repeat, due: CalendarDay, done: CalendarDay): CalendarDay | undefined {
  const { rule, mode } = repeat;
  const anchor = dayOf(repeat.anchor);
  const after = due.index + 1;
  if (mode !== "completion") {
    return find(
      after,
      (day) =>
        (mode === "rule" || day.index >= done.index) &&
        (day === anchor || (day.index > anchor.index && matches(rule, anchor, day))),
    );
  }
  const onDate = "on" in rule && (rule.on.kind === "day" || rule.on.kind === "anchor");
  if (rule.unit === "day" || onDate) {
    return find(after, (day) => day.index > done.index && isWholeIntervalsAfter(rule, done, day));
  }
  const base = Math.max(due.index, done.index) + 1;
  const fits = (day: CalendarDay) => matches({ ...rule, every: 1 } as RepeatRule, anchor, day);
  const first = find(base, fits);
  if (first === undefined) return undefined;
  const periods = (day: CalendarDay) =>
    rule.unit === "week"
      ? (day.index - first.index) / 7
      : rule.unit === "month"
        ? monthsBetween(first, day)
        : day.year - first.year;
  return find(base, (day) => fits(day) && periods(day) >= rule.every - 1);
}

/** Whether the day is a whole number of intervals after completion, clamped to the month's end. */
function isWholeIntervalsAfter(rule: RepeatRule, done: CalendarDay, day: CalendarDay): boolean {
  if (rule.unit === "day") return (day.index - done.index) % rule.every === 0;
  const months = rule.every * (rule.unit === "year" ? 12 : 1);
  return monthsBetween(done, day) % months === 0 && isDate(done.day, day);
}

/** Whether the rule matches this day in a series that starts on the first. */
function matches(rule: RepeatRule, first: CalendarDay, day: CalendarDay): boolean {
  switch (rule.unit) {
    case "day":
      return (day.index - first.index) % rule.every === 0;
    case "weekday":
      return day.weekday <= 5;
    case "week":
      return (
        rule.days.some((weekday) => weekday === day.weekday) &&
        (day.week - first.week) % rule.every === 0
      );
    case "month":
      return monthsBetween(first, day) % rule.every === 0 && isOn(rule.on, first, day);
    case "year":
      return (day.year - first.year) % rule.every === 0 && isOn(rule.on, first, day);
  }
}

function isOn(on: DayOfMonth | DayOfYear, first: CalendarDay, day: CalendarDay): boolean {
  switch (on.kind) {
    case "day":
      return isDate(on.day, day);
    case "anchor":
      return day.month === first.month && isDate(first.day, day);
    case "last_day":
      return day.isLastOfMonth;
    case "last_weekday": {
      const rest = CALENDAR.slice(day.index + 1, day.index + 8);
      const isLater = (other: CalendarDay) => other.month === day.month && other.weekday <= 5;
      return day.day > 20 && day.weekday <= 5 && !rest.some(isLater);
    }
    case "nth": {
      const isMonth = !("month" in on) || on.month === day.month;
      const isNth = on.nth === -1 ? day.isLastOfItsWeekday : day.nth === on.nth;
      return isMonth && day.weekday === on.weekday && isNth;
    }
  }
}

function isDate(date: number, day: CalendarDay): boolean {
  return day.day === date || (day.isLastOfMonth && day.day < date);
}

function monthsBetween(one: CalendarDay, other: CalendarDay): number {
  return (other.year - one.year) * 12 + other.month - one.month;
}

function find(from: number, fits: (day: CalendarDay) => boolean): CalendarDay | undefined {
  for (let at = from; at < CALENDAR.length; at += 1) {
    const day = CALENDAR[at] as CalendarDay;
    if (fits(day)) return day;
  }
  return undefined;
}

function daysOfYears(firstYear: number, lastYear: number): CalendarDay[] {
  const days: CalendarDay[] = [];
  for (let year = firstYear; year <= lastYear; year += 1) {
    const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
    const lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    for (const [index, length] of lengths.entries()) {
      for (let day = 1; day <= length; day += 1) {
        const at = days.length;
        days.push({
          text: [year, two(index + 1), two(day)].join("-"),
          index: at,
          year,
          month: index + 1,
          day,
          weekday: (at % 7) + 1,
          week: Math.floor(at / 7),
          isLastOfMonth: day === length,
          nth: Math.floor((day - 1) / 7) + 1,
          isLastOfItsWeekday: day + 7 > length,
        });
      }
    }
  }
  return days;
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}
