/** A reference implementation that checks every day of a calendar built from month lengths. */
import type { DayOfMonth, DayOfYear, Repeat, RepeatRule } from "../../src/recurrence/rule.ts";
import { CALENDAR, type CalendarDay, dayOf } from "./calendar_days.ts";
import { isCustomDay } from "./custom_brute_force.ts";

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
  const everyOne = { ...rule, every: 1 } as RepeatRule;
  const fits = (day: CalendarDay) => matches(everyOne, anchor, day);
  const first = find(base, fits);
  if (first === undefined) return undefined;
  const unit = rule.unit === "custom" ? rule.frequency : rule.unit;
  const periods = (day: CalendarDay) => {
    if (unit === "day") return day.index - first.index;
    if (unit === "week") return (day.index - first.index) / 7;
    return monthsBetween(first, day) / (unit === "year" ? 12 : 1);
  };
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
        (weekOf(day, rule.weekStart) - weekOf(first, rule.weekStart)) % rule.every === 0
      );
    case "month":
      return monthsBetween(first, day) % rule.every === 0 && isOn(rule.on, first, day);
    case "year":
      return (day.year - first.year) % rule.every === 0 && isOn(rule.on, first, day);
    case "custom":
      return isCustomDay(rule, first, day);
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

/** The first day of the calendar is a Monday. */
function weekOf({ index }: CalendarDay, weekStart = 1): number {
  return Math.floor((index + 8 - weekStart) / 7);
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
