/** The values of the fields that say how often a task repeats. */
import { weekdayOf } from "../dates/calendar.ts";
import { EVERY_MAX } from "../recurrence/parts.ts";
import { formatRule, type Repeat, type RepeatMode } from "../recurrence/rule.ts";
import { dayCode, monthDayCode, yearDayCode } from "./repeat_days.ts";

/** The fields of a task that does not repeat. */
export const NEVER = {
  /** never, day, weekday, week, month, year, custom */
  repeat: "never",
  /** The RRULE of a custom rule, which the form keeps as it is. */
  repeat_rule: "",
  /** 1 to 999; by default 1 */
  repeat_every: "1",
  /** mon to sun, one or several; by default the weekday of the due date */
  repeat_days: "",
  /** See repeat_days.ts; by default the due date. */
  repeat_on: "",
  repeat_year_on: "",
  /** strict, catch-up, completion */
  repeat_mode: "strict",
  /** never, date, count, with `repeat_until` or `repeat_count` */
  repeat_ends: "never",
  repeat_until: "",
  repeat_count: "",
  /** this, series: what another due date moves */
  repeat_moves: "this",
};

export type RepeatField = keyof typeof NEVER;
/** The values of `repeat_mode`. */
export const MODES = {
  rule: "strict",
  catch_up: "catch-up",
  completion: "completion",
} as const satisfies Record<RepeatMode, string>;

/** The fields for a repeat; null: for a task that does not repeat, with the weekday of `dueOn` ticked. */
export function repeatFields(
  repeat: Repeat | null,
  dueOn: string | null,
): Record<RepeatField, string> {
  const none = { ...NEVER, repeat_days: dueOn === null ? "" : dayCode(weekdayOf(dueOn)) };
  if (repeat === null) return none;
  const { rule, mode } = repeat;
  const { ends } = rule;
  return {
    ...none,
    repeat: rule.unit,
    repeat_every: String(Math.min(rule.every, EVERY_MAX)),
    ...(rule.unit === "custom" && {
      repeat_rule: formatRule({ ...rule, ends: { kind: "never" } }),
    }),
    ...(rule.unit === "week" && { repeat_days: rule.days.map(dayCode).join() }),
    ...(rule.unit === "month" && { repeat_on: monthDayCode(rule.on) }),
    ...(rule.unit === "year" && { repeat_year_on: yearDayCode(rule.on) }),
    repeat_mode: MODES[mode],
    ...(ends.kind === "on" && { repeat_ends: "date", repeat_until: ends.day }),
    ...(ends.kind === "after" && { repeat_ends: "count", repeat_count: String(ends.count) }),
  };
}
