/** The days on which a repeat can fall, as values of check boxes and selects. */
import { addDays, dayParts, weekdayOf } from "../dates/calendar.ts";
import { WEEKDAYS, type Weekday } from "../dates/names.ts";
import { describeDayOfMonth, describeDayOfYear } from "../recurrence/description.ts";
import { DAYS_OF_MONTH, DAYS_OF_YEAR } from "../recurrence/drawable_rule.ts";
import type { DayOfMonth, DayOfYear, Nth } from "../recurrence/rule.ts";

/** An option of a select. */
interface DayChoice {
  value: string;
  label: string;
  selected: boolean;
}

/** The values of `repeat_days`, from Monday. */
export const DAY_CODES = WEEKDAYS.map((name) => name.slice(0, 3).toLowerCase());

export function dayCode(weekday: Weekday): string {
  return DAY_CODES[weekday - 1] ?? "";
}

/**
 * The values of `repeat_on`: `day_30`, `last_day`, `last_weekday`, `nth_5_mon`, `nth_last_mon`. They do
 * not depend on the due date, which may be changed in the same form; `due_day` and `due_weekday` do, and
 * are for a form without a due date yet.
 */
export function monthDayCode(on: DayOfMonth): string {
  if (on.kind === "day") return `day_${on.day}`;
  return on.kind === "nth" ? nthCode(on) : on.kind;
}

/** @param due the due date, for the values that follow it. @returns null for any other text. */
export function readMonthDay(code: string, due: string | null): DayOfMonth | null {
  if (due !== null && code === DUE_DAY) return { kind: "day", day: dayParts(due).date };
  if (due !== null && code === DUE_WEEKDAY) return nthsOf(due)[0] ?? null;
  return MONTH_DAYS.get(code) ?? null;
}

/** The values of `repeat_year_on`: `date` is the due date's day and month, `nth_4_thu_11` a weekday. */
export function yearDayCode(on: DayOfYear): string {
  return on.kind === "anchor" ? "date" : `${nthCode(on)}_${on.month}`;
}

/** @param due the due date, for `due_weekday`. @returns null for any other text. */
export function readYearDay(code: string, due: string | null): DayOfYear | null {
  if (due !== null && code === DUE_WEEKDAY) return nthsOfYear(due)[0] ?? null;
  return YEAR_DAYS.get(code) ?? null;
}

/**
 * The options of `repeat_on`: the days that the due date is in its month, and the last days of a month.
 * `chosen` is selected, and added if it is not one of them.
 */
export function monthDayChoices(due: string | null, chosen: string): DayChoice[] {
  const option = (on: DayOfMonth): Option => [monthDayCode(on), describeDayOfMonth(on)];
  const fitting: Option[] =
    due === null
      ? [[DUE_DAY, THE_DAY], SAME_WEEKDAY]
      : [option({ kind: "day", day: dayParts(due).date }), ...nthsOf(due).map(option)];
  const last: DayOfMonth[] = [{ kind: "last_day" }, { kind: "last_weekday" }];
  const meant = readMonthDay(chosen, due);
  return choices([...fitting, ...last.map(option)], chosen, meant && option(meant));
}

/** The options of `repeat_year_on`, as above. */
export function yearDayChoices(due: string | null, chosen: string): DayChoice[] {
  const option = (on: DayOfYear): Option => [yearDayCode(on), describeDayOfYear(on, due ?? "")];
  const fitting: Option[] =
    due === null
      ? [[yearDayCode(ANCHOR), THE_DAY], SAME_WEEKDAY]
      : [ANCHOR, ...nthsOfYear(due)].map(option);
  const meant = readYearDay(chosen, due);
  return choices(fitting, chosen, meant && option(meant));
}

type NthDay = Extract<DayOfMonth, { kind: "nth" }>;
type Option = readonly [value: string, label: string];

const DUE_DAY = "due_day";
const DUE_WEEKDAY = "due_weekday";
const THE_DAY = "the day it is due";
const SAME_WEEKDAY: Option = [DUE_WEEKDAY, "the same weekday"];
const ANCHOR: DayOfYear = { kind: "anchor" };
const MONTH_DAYS = new Map(DAYS_OF_MONTH.map((on) => [monthDayCode(on), on]));
const YEAR_DAYS = new Map(DAYS_OF_YEAR.map((on) => [yearDayCode(on), on]));

/** Which weekday of its month a day is: the nth, and perhaps the last one too. */
function nthsOf(day: string): NthDay[] {
  const { month, date } = dayParts(day);
  const isLast = dayParts(addDays(day, 7)).month !== month;
  const nths: Nth[] = [Math.ceil(date / 7) as Nth, ...(isLast ? [-1 as const] : [])];
  return nths.map((nth) => ({ kind: "nth", nth, weekday: weekdayOf(day) }));
}

function nthsOfYear(day: string): DayOfYear[] {
  return nthsOf(day).map((nth) => ({ ...nth, month: dayParts(day).month }));
}

function nthCode({ nth, weekday }: Omit<NthDay, "kind">): string {
  return `nth_${nth === -1 ? "last" : nth}_${dayCode(weekday)}`;
}

/** The first option is selected if `chosen` is not valid. */
function choices(fitting: Option[], chosen: string, meant: Option | null): DayChoice[] {
  const chosenValue = meant?.[0] ?? chosen;
  const has = fitting.some(([value]) => value === chosenValue);
  const options = has || meant === null ? fitting : [...fitting, meant];
  const selected = has || meant !== null ? chosenValue : options[0]?.[0];
  return options.map(([value, label]) => ({ value, label, selected: value === selected }));
}
