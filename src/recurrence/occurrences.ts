/**
 * The days of a repeat, and which one comes when an occurrence is finished.
 *
 * Own arithmetic on day numbers, not rrule-temporal: that library (2.2.7) skips short months for
 * BYMONTHDAY=31 whatever SKIP says, holds the process for up to half a second and then throws where a
 * rule never occurs, and takes 9 ms and 5 MB to load. The tests compare with it wherever it is right.
 */
import { LAST_DAY } from "../dates/calendar.ts";
import {
  dateInMonth,
  dateOfMonth,
  firstOfMonth,
  fromDayNumber,
  isoWeekday,
  lastOfMonth,
  monthNumber,
  toDayNumber,
} from "../dates/day_numbers.ts";
import type { Weekday } from "../dates/names.ts";
import { customDays } from "./custom_days.ts";
import type { DayOfMonth, DayOfYear, DrawableRule, Repeat, RepeatRule } from "./rule.ts";

const LAST = toDayNumber(LAST_DAY);
const WORKDAYS: readonly Weekday[] = [1, 2, 3, 4, 5];

/**
 * The first `count` days of the series, ascending, or those after the day `after`. The anchor is the
 * first whether the rule matches it or not (RFC 5545, 3.8.5.3); all others are counted from it, never
 * from a day that was clamped. Nothing comes after the end of the rule, whose COUNT includes the anchor.
 */
export function occurrences(
  repeat: Repeat,
  { after, count }: { after?: string; count: number },
): string[] {
  const anchor = toDayNumber(repeat.anchor);
  const from = after === undefined ? anchor : toDayNumber(after) + 1;
  const end = endOf(repeat.rule);
  const found: string[] = [];
  let index = 0;
  if (count < 1) return found;
  for (const day of daysFrom(repeat, end.count === Infinity ? from : anchor)) {
    index += 1;
    if (day > end.until || index > end.count) break;
    if (day >= from) found.push(fromDayNumber(day));
    if (found.length === count) break;
  }
  return found;
}

/** An occurrence that is being finished. */
interface Finished {
  /** The day of the rule, whatever day it was moved to. */
  due: string;
  /** The day in the person's zone. */
  completedOn: string;
  /** Whether the task's time of day has passed on that day. */
  isTimePast?: boolean;
  /** How many of the series are finished, this one included. */
  finished: number;
}

/**
 * The day of the next occurrence, always after `due`, or null when the series is over. UNTIL is
 * inclusive; COUNT is of finished occurrences, so that days passed over by `catch_up` do not use it up.
 * (An occurrence that is skipped on purpose does, as an EXDATE of RFC 5545 does.)
 *
 * - `rule`: the next one after `due`, even if it is in the past.
 * - `catch_up`: the next one after `due` that is not past: it may be `completedOn`, unless the time of day
 *   has passed.
 * - `completion`, every N days, months on a date, or years on a date: N of them after `completedOn`,
 *   clamped to the end of the month. The date in the rule is not used.
 * - `completion` with chosen days (weekdays, days of the week, last day, nth weekday, last weekday, and
 *   all custom rules):
 *   the first such day after `completedOn`, and N - 1 weeks, months or years later when N is more.
 * - `completion` before the due date never repeats a day that was already due: whole intervals are
 *   added until it is past, or the first chosen day after `due` is taken.
 */
export function nextOccurrence(
  repeat: Repeat,
  { due, completedOn, isTimePast = false, finished }: Finished,
): string | null {
  const [dueDay, doneDay] = [toDayNumber(due), toDayNumber(completedOn)];
  const open = isTimePast ? doneDay + 1 : doneDay;
  const earliest = repeat.mode === "rule" ? dueDay + 1 : Math.max(dueDay + 1, open);
  const next =
    repeat.mode === "completion"
      ? afterCompletion(repeat, dueDay, doneDay)
      : firstFrom(repeat, earliest);
  const end = endOf(repeat.rule);
  return next === null || next > end.until || finished >= end.count ? null : fromDayNumber(next);
}

/**
 * The due date and the days after it, at most `count`, if each is finished on its day.
 * @param options.due the due date of the current occurrence, which may have been moved.
 * @param options.finished how many of the series are finished already.
 */
export function upcoming(
  repeat: Repeat,
  { due, finished, count }: { due: string; finished: number; count: number },
): string[] {
  const days: string[] = [];
  let day: string | null = repeat.movedFrom ?? due;
  while (day !== null && days.length < count) {
    const completedOn: string = days.length === 0 ? due : day;
    days.push(completedOn);
    day = nextOccurrence(repeat, { due: day, completedOn, finished: finished + days.length });
  }
  return days;
}

function endOf({ ends }: RepeatRule): { until: number; count: number } {
  return {
    until: ends.kind === "on" ? toDayNumber(ends.day) : LAST,
    count: ends.kind === "after" ? ends.count : Infinity,
  };
}

function firstFrom(repeat: Repeat, from: number): number | null {
  return daysFrom(repeat, from).next().value ?? null;
}

/** The days of the series from a day on, without regard to its end, to a little after the last day. */
function* daysFrom({ rule, anchor }: Repeat, from: number): Generator<number, undefined> {
  const start = toDayNumber(anchor);
  if (from <= start) yield start;
  const least = Math.max(from, start + 1);
  const days =
    rule.unit === "custom" ? customDays(rule, start, least) : matches(rule, start, least);
  for (const day of days) if (day >= least) yield day;
}

/** The days that match the rule, ascending, from a little before `from` to a little after the last. */
function* matches(rule: DrawableRule, anchor: number, from: number): Generator<number> {
  const { every } = rule;
  if (rule.unit === "day") {
    for (let day = stepBefore(from, anchor, every); day <= LAST; day += every) yield day;
  } else if (rule.unit === "week" || rule.unit === "weekday") {
    const { days, weekStart = 1 } = rule.unit === "week" ? rule : { days: WORKDAYS };
    const inWeek = (weekday: number) => (weekday - weekStart + 7) % 7;
    const offsets = days.map(inWeek).sort((one, other) => one - other);
    const first = anchor - inWeek(isoWeekday(anchor));
    for (let week = stepBefore(from, first, 7 * every); week <= LAST; week += 7 * every) {
      for (const offset of offsets) yield week + offset;
    }
  } else {
    const [on, first] =
      rule.unit === "month" ? [rule.on, monthNumber(anchor)] : inYear(rule.on, anchor);
    const step = rule.unit === "month" ? every : 12 * every;
    const last = monthNumber(LAST);
    for (let month = stepBefore(monthNumber(from), first, step); month <= last; month += step) {
      const day = dayIn(month, on);
      if (day !== null) yield day;
    }
  }
}

/** The last of the steps from `first`, in either direction, that is not after `from`. */
function stepBefore(from: number, first: number, step: number): number {
  return first + step * Math.floor((from - first) / step);
}

/** A yearly rule as a day of a month: the first of these months, in the anchor's year. */
function inYear(on: DayOfYear, anchor: number): [DayOfMonth, number] {
  const month = monthNumber(anchor);
  if (on.kind === "anchor") return [{ kind: "day", day: dateOfMonth(anchor) }, month];
  return [on, month - (month % 12) + on.month - 1];
}

/** null for the fifth weekday of a month that has four. */
function dayIn(month: number, on: DayOfMonth): number | null {
  const last = lastOfMonth(month);
  switch (on.kind) {
    case "day":
      return dateInMonth(month, on.day);
    case "last_day":
      return last;
    case "last_weekday":
      return last - Math.max(0, isoWeekday(last) - 5);
    case "nth": {
      if (on.nth === -1) return last - ((isoWeekday(last) - on.weekday + 7) % 7);
      const first = firstOfMonth(month);
      const day = first + ((on.weekday - isoWeekday(first) + 7) % 7) + 7 * (on.nth - 1);
      return day > last ? null : day;
    }
  }
}

function afterCompletion(repeat: Repeat, due: number, done: number): number | null {
  const { rule } = repeat;
  if (rule.unit === "day") {
    const steps = Math.floor((due - done) / rule.every);
    return stepped(due, steps, (count) => done + count * rule.every);
  }
  const isOnDate = "on" in rule && (rule.on.kind === "day" || rule.on.kind === "anchor");
  const unit = rule.unit === "custom" ? rule.frequency : rule.unit;
  const months = rule.every * (unit === "year" ? 12 : 1);
  if (isOnDate) {
    const steps = Math.floor((monthNumber(due) - monthNumber(done)) / months);
    const step = (count: number) =>
      dateInMonth(monthNumber(done) + count * months, dateOfMonth(done));
    return stepped(due, steps, step);
  }
  const everyOne: Repeat = { ...repeat, rule: { ...rule, every: 1 } };
  const first = firstFrom(everyOne, Math.max(due, done) + 1);
  if (first === null || rule.every === 1) return first;
  const isOfDays = unit === "week" || unit === "day";
  const later = isOfDays
    ? first + (unit === "week" ? 7 : 1) * (rule.every - 1)
    : firstOfMonth(monthNumber(first) + months - months / rule.every);
  return firstFrom(everyOne, later);
}

/** The first step that is after `due`. @param least the number of a step that is not after that one. */
function stepped(due: number, least: number, step: (count: number) => number): number {
  let count = Math.max(1, least);
  while (step(count) <= due) count += 1;
  return step(count);
}
