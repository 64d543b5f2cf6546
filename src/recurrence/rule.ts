/**
 * What a repeat is, and the text it is stored as: an RRULE (RFC 5545). Rules that the task's form can draw
 * have types of their own; any other one of days, weeks, months or years is a custom rule.
 *
 * A repeat decides days and nothing else. The time of day belongs to the task, floats in the
 * person's zone and is the same for every occurrence: 02:30 stays 02:30, also on the night when the
 * clocks skip it.
 */
import type { Weekday } from "../dates/names.ts";
import { parseCustom, type Sent } from "./custom_parse.ts";
import { type CustomRule, formatCustom, isWhole } from "./custom_rule.ts";
import { formatDrawable, parseDrawable } from "./drawable_rule.ts";

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
  /** That day included. `at`: until a time of that day, as a program may say it; never stored. */
  | { kind: "on"; day: string; at?: { time: string; isUtc: boolean } }
  /** As many occurrences, 1 to COUNT_MAX. */
  | { kind: "after"; count: number };

/** `every` is 1 to EVERY_MAX. */
export type DrawableRule = { ends: Ends } & (
  | { unit: "day"; every: number }
  // From Monday to Friday, each of them: an RRULE has no "every third weekday".
  | { unit: "weekday"; every: 1 }
  /** At least one day, ascending from Monday. Weeks begin on `weekStart` (WKST), or else on Monday. */
  | { unit: "week"; every: number; days: readonly Weekday[]; weekStart?: Weekday }
  | { unit: "month"; every: number; on: DayOfMonth }
  | { unit: "year"; every: number; on: DayOfYear }
);

export type RepeatRule = DrawableRule | CustomRule;

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

/** The rule in weeks from a day on, which makes a difference only to weeks that are left out. */
export function withWeekStart(rule: RepeatRule, weekStart: number): RepeatRule {
  if (rule.unit !== "week" || rule.every === 1 || weekStart === 1) return rule;
  return { ...rule, weekStart: weekStart as Weekday };
}

/**
 * The rule as an RRULE value (RFC 5545, 3.3.10), with RSCALE and SKIP (RFC 7529) where a month may lack
 * the date.
 * @throws RangeError when the rule is out of its ranges: nothing is stored that cannot be read.
 */
export function formatRule(rule: RepeatRule): string {
  const isCustom = rule.unit === "custom";
  const text = isCustom ? formatCustom(rule) : formatDrawable(rule);
  const again = isCustom ? parseRule(text) : parseDrawable(text);
  if (again === null) throw new RangeError(`Not a rule: ${text}`);
  return text;
}

/** The rule of a text that formatRule could have written, with its parts in any order, or null. */
export function parseRule(text: string): RepeatRule | null {
  const drawable = parseDrawable(text);
  if (drawable !== null) return drawable;
  const custom = parseCustom(text);
  if (!custom.ok || !isWhole(custom.value)) return null;
  const { ends } = custom.value;
  return ends.kind === "on" && ends.at !== undefined ? null : custom.value;
}

/**
 * The rule that a program sends as an RRULE, or the reason why it is refused. It may leave out what the
 * due date tells: `completed` fills that in.
 */
export function readRule(text: string): Sent<RepeatRule> {
  const plain = text.replace(/^RRULE:/i, "");
  const drawable = parseDrawable(plain);
  return drawable === null ? parseCustom(plain) : { ok: true, value: drawable };
}
