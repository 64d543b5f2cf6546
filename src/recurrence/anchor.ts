/** Places a repeat: the day from which its occurrences are computed, and that of its occurrence. */
import { dayParts, daysBetween, lastDayOfMonth, weekdayOf } from "../dates/calendar.ts";
import type { Weekday } from "../dates/names.ts";
import { completed } from "./complete_rule.ts";
import type { CustomRule } from "./custom_rule.ts";
import { nextOccurrence } from "./occurrences.ts";
import {
  type DayOfMonth,
  formatRule,
  type Nth,
  type Repeat,
  type RepeatMode,
  type RepeatRule,
} from "./rule.ts";

/** A repeat without its anchor. */
export interface RepeatSpec {
  rule: RepeatRule;
  mode: RepeatMode;
}

/** What another due date moves: this occurrence alone, or the series from here on. */
export type RepeatMoves = "this" | "series";

/** The current repeat of a task, with its due date. */
export interface CurrentRepeat {
  repeat: Repeat;
  dueOn: string;
}

/** When an occurrence is due, and what it was before. */
export interface Placing {
  dueOn: string;
  /** null: it did not repeat. */
  current: CurrentRepeat | null;
  moves: RepeatMoves;
}

/**
 * Places the repeat of a task at its due date.
 * @returns an error code if the repeat ends before the day of the occurrence, or never occurs again.
 */
export function anchorRepeat(
  spec: RepeatSpec,
  placing: Placing,
): { ok: true; value: Repeat } | { ok: false; code: "repeat_ends_early" | "repeat_never_occurs" } {
  const repeat = placeRepeat(spec, placing);
  const { ends } = repeat.rule;
  const day = ruleDay(repeat, placing.dueOn);
  if (ends.kind === "on" && ends.day < day) return { ok: false, code: "repeat_ends_early" };
  const endless: Repeat = { ...repeat, rule: { ...repeat.rule, ends: { kind: "never" } } };
  const next = nextOccurrence(endless, { due: day, completedOn: day, finished: 0 });
  return next === null ? { ok: false, code: "repeat_never_occurs" } : { ok: true, value: repeat };
}

/**
 * A new rule begins on the due date, which also tells what the rule leaves out. An unchanged one keeps its
 * anchor, and another due date moves this occurrence alone; if it moves the series, the rule follows to
 * that day.
 */
export function placeRepeat(
  { rule: given, mode }: RepeatSpec,
  { dueOn, current, moves }: Placing,
): Repeat {
  if (current === null) return { rule: completed(given, dueOn), mode, anchor: dueOn };
  const { anchor } = current.repeat;
  // "Every week" is what it was before, also where this occurrence moves to another weekday.
  const rule = completed(given, anchor);
  if (!isSameRule(rule, completed(current.repeat.rule, anchor))) {
    return { rule: completed(given, dueOn), mode, anchor: dueOn };
  }
  const day = ruleDay(current.repeat, current.dueOn);
  if (dueOn === day) return { rule, mode, anchor };
  if (moves === "series") return { rule: movedRule(rule, day, dueOn), mode, anchor: dueOn };
  return { rule, mode, anchor, movedFrom: day };
}

/** The day that the rule gave the occurrence that is due. */
export function ruleDay({ movedFrom }: Repeat, dueOn: string): string {
  return movedFrom ?? dueOn;
}

/** Whether they give the same days but for their ends. */
function isSameRule(one: RepeatRule, other: RepeatRule): boolean {
  const endless = (of: RepeatRule) => formatRule({ ...of, ends: { kind: "never" } });
  return endless(one) === endless(other);
}

/**
 * The rule with the day of `to` instead of that of `from`. Of a custom rule the date follows; weekdays,
 * weeks and days of the year stay, since it is not known which of them the day stood for.
 */
function movedRule(rule: RepeatRule, from: string, to: string): RepeatRule {
  if (rule.unit === "custom") return completed(movedDates(rule, from, to), to);
  if (rule.unit === "week") {
    const others = rule.days.filter((day) => day !== weekdayOf(from));
    const days = [...new Set([...others, weekdayOf(to)])].sort((one, other) => one - other);
    return { ...rule, days };
  }
  if (rule.unit === "month") return { ...rule, on: movedDay(rule.on, to) };
  if (rule.unit === "year" && rule.on.kind === "nth") {
    return { ...rule, on: { ...nthDay(rule.on.nth, to), month: dayParts(to).month } };
  }
  return rule;
}

function movedDates(rule: CustomRule, from: string, to: string): CustomRule {
  const { monthDays, weekdays, positions } = rule;
  if (monthDays === undefined || weekdays !== undefined || positions !== undefined) return rule;
  const { date } = dayParts(from);
  const fromEnd = -daysBetween(from, lastDayOfMonth(from)) - 1;
  const isMoved = (each: number) => each === date || each === fromEnd;
  const others = monthDays.filter((each) => !isMoved(each));
  if (others.length === monthDays.length) return rule;
  const dates = [...new Set([...others, dayParts(to).date])].sort((one, other) => one - other);
  return { ...rule, monthDays: dates };
}

/** A weekday of a month stays one, anything else becomes a date. */
function movedDay(on: DayOfMonth, to: string): DayOfMonth {
  if (on.kind === "nth") return nthDay(on.nth, to);
  const isLast = on.kind === "last_day" && to === lastDayOfMonth(to);
  return isLast ? on : { kind: "day", day: dayParts(to).date };
}

/** @param before the last of a month stays the last where it is. */
function nthDay(before: Nth, to: string): { kind: "nth"; nth: Nth; weekday: Weekday } {
  const { date } = dayParts(to);
  const isLast = before === -1 && daysBetween(to, lastDayOfMonth(to)) < 7;
  const nth = isLast ? -1 : (Math.ceil(date / 7) as Nth);
  return { kind: "nth", nth, weekday: weekdayOf(to) };
}
