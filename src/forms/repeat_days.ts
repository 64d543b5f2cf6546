/** The days that a repeat can fall on, as the values of its check boxes and selects. */
import { addDays, dayParts, weekdayOf } from "../dates/calendar.ts";
import { WEEKDAYS, type Weekday } from "../dates/names.ts";
import { describeDayOfMonth, describeDayOfYear } from "../recurrence/description.ts";
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

/** null for any other text. */
export function readWeekday(code: string): Weekday | null {
  const index = DAY_CODES.indexOf(code);
  return index === -1 ? null : ((index + 1) as Weekday);
}

/**
 * `repeat_on`: `day_30`, `last_day`, `last_weekday`, `nth_5_mon`, `nth_last_mon`: they mean what their
 * label said, also when the due date is changed in the same form. `due_day` and `due_weekday` are for
 * a form that does not know the due date yet.
 */
export function monthDayCode(on: DayOfMonth): string {
  if (on.kind === "day") return `day_${on.day}`;
  return on.kind === "nth" ? nthCode(on) : on.kind;
}

/** @param due the due date, for the values that follow it. @returns null for any other text. */
export function readMonthDay(code: string, due: string | null): DayOfMonth | null {
  if (code === "last_day" || code === "last_weekday") return { kind: code };
  if (code === DUE_DAY) return due === null ? null : { kind: "day", day: dayParts(due).date };
  if (code === DUE_WEEKDAY) return due === null ? null : nthsOf(due)[0];
  const date = /^day_([1-9]|[12]\d|3[01])$/.exec(code)?.[1];
  return date === undefined ? readNth(code) : { kind: "day", day: Number(date) };
}

/** `repeat_year_on`: `date` is the due date's month and day; `nth_4_thu_11` a weekday of a month. */
export function yearDayCode(on: DayOfYear): string {
  return on.kind === "anchor" ? DATE : `${nthCode(on)}_${on.month}`;
}

/** @param due the due date, for `due_weekday`. @returns null for any other text. */
export function readYearDay(code: string, due: string | null): DayOfYear | null {
  if (code === DATE) return { kind: "anchor" };
  if (code === DUE_WEEKDAY) {
    return due === null ? null : { ...nthsOf(due)[0], month: dayParts(due).month };
  }
  const [, nthText = "", month] = /^(.+)_([1-9]|1[0-2])$/.exec(code) ?? [];
  const nth = readNth(nthText);
  return nth === null ? null : { ...nth, month: Number(month) };
}

/**
 * The options of `repeat_on`: what the due date is in its month, and the last days, which many mean
 * before they have chosen a date. `chosen` is selected, and is one of them in any case.
 */
export function monthDayChoices(due: string | null, chosen: string): DayChoice[] {
  const last: DayOfMonth[] = [{ kind: "last_day" }, { kind: "last_weekday" }];
  if (due === null) {
    const [day, weekday] = [DUE_DAY_CHOICE, DUE_WEEKDAY_CHOICE];
    return choices([day, weekday, ...last.map(monthChoice)], chosen, extraMonth(chosen));
  }
  const on: DayOfMonth = { kind: "day", day: dayParts(due).date };
  const fitting = [on, ...nthsOf(due), ...last].map(monthChoice);
  const meant = readMonthDay(chosen, due);
  const value = meant === null ? "" : monthDayCode(meant);
  return choices(fitting, value, extraMonth(value));
}

/** The options of `repeat_year_on`, in the same way. */
export function yearDayChoices(due: string | null, chosen: string): DayChoice[] {
  const meant = readYearDay(chosen, due);
  const value = meant === null ? chosen : yearDayCode(meant);
  const extra =
    meant === null || meant.kind === "anchor"
      ? []
      : [[value, describeDayOfYear(meant, "")] as Option];
  if (due === null) {
    return choices([[DATE, "the day it is due"], DUE_WEEKDAY_CHOICE], value, extra);
  }
  const month = dayParts(due).month;
  const days: DayOfYear[] = [{ kind: "anchor" }, ...nthsOf(due).map((nth) => ({ ...nth, month }))];
  const fitting = days.map((on): Option => [yearDayCode(on), describeDayOfYear(on, due)]);
  return choices(fitting, value, extra);
}

type NthDay = { kind: "nth"; nth: Nth; weekday: Weekday };
type Option = readonly [value: string, label: string];

const DATE = "date";
const DUE_DAY = "due_day";
const DUE_WEEKDAY = "due_weekday";
const DUE_DAY_CHOICE: Option = [DUE_DAY, "the day it is due"];
const DUE_WEEKDAY_CHOICE: Option = [DUE_WEEKDAY, "the same weekday"];

/** What weekday of its month a day is: the nth, and the last where it is that too. */
function nthsOf(day: string): [NthDay, ...NthDay[]] {
  const { month, date } = dayParts(day);
  const weekday = weekdayOf(day);
  const nth: NthDay = { kind: "nth", nth: Math.ceil(date / 7) as Nth, weekday };
  const isLast = dayParts(addDays(day, 7)).month !== month;
  return isLast ? [nth, { kind: "nth", nth: -1, weekday }] : [nth];
}

function nthCode({ nth, weekday }: { nth: Nth; weekday: Weekday }): string {
  return `nth_${nth === -1 ? "last" : nth}_${dayCode(weekday)}`;
}

function readNth(code: string): NthDay | null {
  const [, nth, day = ""] = /^nth_([1-5]|last)_([a-z]{3})$/.exec(code) ?? [];
  const weekday = readWeekday(day);
  if (weekday === null) return null;
  return { kind: "nth", nth: nth === "last" ? -1 : (Number(nth) as Nth), weekday };
}

function monthChoice(on: DayOfMonth): Option {
  return [monthDayCode(on), describeDayOfMonth(on)];
}

function extraMonth(value: string): Option[] {
  const on = readMonthDay(value, null);
  return on === null ? [] : [monthChoice(on)];
}

/** The first is selected when nothing that can be chosen was. */
function choices(fitting: Option[], chosen: string, extra: Option[]): DayChoice[] {
  const options = [...new Map([...fitting, ...extra])];
  const selected = options.some(([value]) => value === chosen) ? chosen : options[0]?.[0];
  return options.map(([value, label]) => ({ value, label, selected: value === selected }));
}
