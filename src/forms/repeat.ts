/** How often a task repeats, as written in its form. */

import type { Weekday } from "../dates/names.ts";
import {
  COUNT_MAX,
  type Ends,
  EVERY_MAX,
  formatRule,
  type Repeat,
  type RepeatMode,
  type RepeatRule,
} from "../recurrence/rule.ts";
import { type Parsed, readDay } from "./field_parsers.ts";
import { type FormResult, fieldsOf, typed } from "./fields.ts";
import { parsePositiveInteger } from "./numbers.ts";
import {
  dayCode,
  monthDayCode,
  readMonthDay,
  readWeekday,
  readYearDay,
  weekdayOfDay,
  yearDayCode,
} from "./repeat_days.ts";

/**
 * - `repeat`: never, day, weekday, week, month, year
 * - `repeat_every`: 1 to 999; nothing is 1
 * - `repeat_days`: mon to sun, one or a list; nothing is the due date's weekday
 * - `repeat_on`, `repeat_year_on`: see repeat_days.ts; nothing is the due date
 * - `repeat_mode`: strict, catch-up, completion
 * - `repeat_ends`: never, date, count, with `repeat_until` or `repeat_count`
 */
export type RepeatField =
  | "repeat"
  | "repeat_every"
  | "repeat_days"
  | "repeat_on"
  | "repeat_year_on"
  | "repeat_mode"
  | "repeat_ends"
  | "repeat_until"
  | "repeat_count";

/** The repeat that a task has already, with the due date that goes with it. */
export interface CurrentRepeat {
  repeat: Repeat;
  dueOn: string;
}

/**
 * null: it does not repeat. Fields that the chosen unit and end have no use for are not looked at,
 * so a browser that shows all of them may send all of them.
 *
 * The due date is the anchor. When neither it nor the rule is another than the `current` one's, the
 * series keeps its own anchor: 29 February, say, while the due date is the 28th.
 *
 * `values.repeat_days` is joined with commas. `due_on` is an error's place only: where the date
 * itself is wrong, that message goes before this one.
 */
export function parseRepeat(
  body: unknown,
  { dueOn, current = null }: { dueOn: string | null; current?: CurrentRepeat | null },
): FormResult<Repeat | null, RepeatField | "due_on"> {
  const fields = fieldsOf(body);
  const unit = given(fields.repeat, "never");
  if (unit === "never") return { ok: true, value: null };
  if (!isUnit(unit)) return invalid(fields, { repeat: "Choose how often it repeats" });
  const every = readEvery(fields.repeat_every, unit);
  const days = readDays[unit](fields, dueOn);
  const mode = readMode(fields.repeat_mode);
  const ends = readEnds(fields, dueOn);
  if (dueOn !== null && every.ok && days.ok && mode.ok && ends.ok) {
    const rule = { ...days.value, every: every.value, ends: ends.value } as RepeatRule;
    return { ok: true, value: { rule, mode: mode.value, anchor: anchorOf(rule, dueOn, current) } };
  }
  return invalid(fields, {
    ...(dueOn === null && { due_on: "A repeating task needs a due date" }),
    ...(!every.ok && { repeat_every: every.message }),
    ...(!days.ok && { [DAYS_FIELD[unit]]: days.message }),
    ...(!mode.ok && { repeat_mode: mode.message }),
    ...(!ends.ok && { [ENDS_FIELD.get(fields.repeat_ends) ?? "repeat_ends"]: ends.message }),
  });
}

/** What the fields hold for a repeat, or for none yet; `dueOn` ticks its weekday. */
export function repeatFields(
  repeat: Repeat | null,
  dueOn: string | null,
): Record<RepeatField, string> {
  const none = {
    repeat: "never",
    repeat_every: "1",
    repeat_days: dueOn === null ? "" : dayCode(weekdayOfDay(dueOn)),
    repeat_on: "",
    repeat_year_on: "",
    repeat_mode: "strict",
    repeat_ends: "never",
    repeat_until: "",
    repeat_count: "",
  };
  if (repeat === null) return none;
  const { rule, mode } = repeat;
  return {
    ...none,
    repeat: rule.unit,
    repeat_every: String(rule.every),
    ...(rule.unit === "week" && { repeat_days: rule.days.map(dayCode).join() }),
    ...(rule.unit === "month" && { repeat_on: monthDayCode(rule.on) }),
    ...(rule.unit === "year" && { repeat_year_on: yearDayCode(rule.on) }),
    repeat_mode: [...MODES].find(([, of]) => of === mode)?.[0] ?? none.repeat_mode,
    ...(rule.ends.kind === "on" && { repeat_ends: "date", repeat_until: rule.ends.day }),
    ...(rule.ends.kind === "after" && {
      repeat_ends: "count",
      repeat_count: String(rule.ends.count),
    }),
  };
}

type Fields = Record<string, unknown>;
type Errors = Partial<Record<RepeatField | "due_on", string>>;
/** A rule without its interval and end. */
type Days<Unit> = Omit<Extract<RepeatRule, { unit: Unit }>, "every" | "ends">;

const MODES = new Map<string, RepeatMode>([
  ["strict", "rule"],
  ["catch-up", "catch_up"],
  ["completion", "completion"],
]);
const DAYS_FIELD = {
  day: "repeat",
  weekday: "repeat",
  week: "repeat_days",
  month: "repeat_on",
  year: "repeat_year_on",
} as const;
const ENDS_FIELD = new Map<unknown, RepeatField>([
  ["date", "repeat_until"],
  ["count", "repeat_count"],
]);

const readDays: {
  [Unit in RepeatRule["unit"]]: (fields: Fields, due: string | null) => Parsed<Days<Unit>>;
} = {
  day: () => ok({ unit: "day" }),
  weekday: () => ok({ unit: "weekday" }),
  week(fields, due) {
    const codes = dayCodes(fields.repeat_days);
    const read = codes?.map(readWeekday);
    if (!read?.every((day) => day !== null)) return wrong("Choose days from Monday to Sunday");
    const days = read.length === 0 && due !== null ? [weekdayOfDay(due)] : read;
    return ok({ unit: "week", days: inOrder(days) });
  },
  month(fields, due) {
    // Without a due date there is an error already: this one would only be its echo.
    const on = readMonthDay(typed(given(fields.repeat_on, "due_day")), due ?? SOME_DAY);
    return on === null ? wrong("Choose a day of the month") : ok({ unit: "month", on });
  },
  year(fields, due) {
    const on = readYearDay(typed(given(fields.repeat_year_on, "date")), due ?? SOME_DAY);
    return on === null ? wrong("Choose a day of the year") : ok({ unit: "year", on });
  },
};
const SOME_DAY = "2000-01-01";

function isUnit(unit: unknown): unit is RepeatRule["unit"] {
  return typeof unit === "string" && Object.hasOwn(readDays, unit);
}

function readEvery(sent: unknown, unit: RepeatRule["unit"]): Parsed<number> {
  const every = whole(given(sent, "1"), EVERY_MAX);
  if (every === null) return wrong("Every must be a whole number from 1 to 999");
  if (unit === "weekday" && every > 1) {
    return wrong("Every weekday is each of them: write 1, or choose weeks with their days");
  }
  return ok(every);
}

function readMode(sent: unknown): Parsed<RepeatMode> {
  const mode = MODES.get(typed(given(sent, "strict")));
  return mode === undefined ? wrong("Choose what the next date is counted from") : ok(mode);
}

function readEnds(fields: Fields, due: string | null): Parsed<Ends> {
  switch (given(fields.repeat_ends, "never")) {
    case "never":
      return ok({ kind: "never" });
    case "date": {
      const until = readDay(fields.repeat_until, "Last day");
      if (!until.ok) return until;
      if (until.value === null) return wrong("Last day is required");
      const isBefore = due !== null && until.value < due;
      return isBefore
        ? wrong("Last day must not be before the due date")
        : ok({ kind: "on", day: until.value });
    }
    case "count": {
      const count = whole(fields.repeat_count, COUNT_MAX);
      return count === null
        ? wrong("Number of times must be a whole number from 1 to 10,000")
        : ok({ kind: "after", count });
    }
    default:
      return wrong("Choose when it ends");
  }
}

/** What was sent, or what nothing stands for. */
function given(sent: unknown, otherwise: string): unknown {
  const text = sent ?? "";
  return typeof text === "string" && text.trim() === "" ? otherwise : sent;
}

function whole(sent: unknown, max: number): number | null {
  const number = parsePositiveInteger(typeof sent === "string" ? sent.trim() : sent);
  return number !== null && number <= max ? number : null;
}

/** null: something that is no text. */
function dayCodes(sent: unknown): string[] | null {
  const list: unknown[] = Array.isArray(sent) ? sent : [sent ?? ""];
  if (!list.every((item) => typeof item === "string")) return null;
  return list.flatMap((text) => text.split(/[\s,]+/)).filter((code) => code !== "");
}

function inOrder(days: Weekday[]): Weekday[] {
  return [...new Set(days)].sort((a, b) => a - b);
}

export function anchorOf(rule: RepeatRule, dueOn: string, current: CurrentRepeat | null): string {
  if (current === null || current.dueOn !== dueOn) return dueOn;
  const endless = (of: RepeatRule) => formatRule({ ...of, ends: { kind: "never" } });
  return endless(rule) === endless(current.repeat.rule) ? current.repeat.anchor : dueOn;
}

function invalid(fields: Fields, errors: Errors): FormResult<never, RepeatField | "due_on"> {
  const values = {
    repeat: typed(fields.repeat),
    repeat_every: typed(fields.repeat_every),
    repeat_days: typed(dayCodes(fields.repeat_days)?.join()),
    repeat_on: typed(fields.repeat_on),
    repeat_year_on: typed(fields.repeat_year_on),
    repeat_mode: typed(fields.repeat_mode),
    repeat_ends: typed(fields.repeat_ends),
    repeat_until: typed(fields.repeat_until),
    repeat_count: typed(fields.repeat_count),
    due_on: typed(fields.due_on),
  };
  return { ok: false, values, errors };
}

function ok<T>(value: T): Parsed<T> {
  return { ok: true, value };
}

function wrong(message: string): { ok: false; message: string } {
  return { ok: false, message };
}
