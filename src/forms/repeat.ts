/** How often a task repeats, as written in its form. */
import { weekdayOf } from "../dates/calendar.ts";
import { anchorOf, type CurrentRepeat } from "../recurrence/anchor.ts";
import {
  COUNT_MAX,
  type Ends,
  EVERY_MAX,
  type Repeat,
  type RepeatMode,
  type RepeatRule,
} from "../recurrence/rule.ts";
import { invalid, ok, type Parsed, readDay } from "./field_parsers.ts";
import { type FormResult, fieldsOf, typed } from "./fields.ts";
import { parsePositiveInteger } from "./numbers.ts";
import {
  dayCode,
  monthDayCode,
  readMonthDay,
  readWeekday,
  readYearDay,
  yearDayCode,
} from "./repeat_days.ts";

export type RepeatField = (typeof REPEAT_FIELDS)[number];

export const REPEAT_FIELDS = [
  /** never, day, weekday, week, month, year */
  "repeat",
  /** 1 to 999; nothing is 1 */
  "repeat_every",
  /** mon to sun, one or a list; nothing is the due date's weekday */
  "repeat_days",
  /** See repeat_days.ts; nothing is the due date. */
  "repeat_on",
  "repeat_year_on",
  /** strict, catch-up, completion */
  "repeat_mode",
  /** never, date, count, with `repeat_until` or `repeat_count` */
  "repeat_ends",
  "repeat_until",
  "repeat_count",
] as const;

/**
 * null: it does not repeat. Fields that the chosen unit and end do not need are ignored, so a browser
 * that shows all of them may send all of them. The error of `due_on` is for a date that is missing:
 * where the date itself is wrong, its own message comes first.
 */
export function parseRepeat(
  body: unknown,
  { dueOn, current = null }: { dueOn: string | null; current?: CurrentRepeat | null },
): FormResult<Repeat | null, RepeatField | "due_on"> {
  const fields = fieldsOf(body);
  const unit = given(fields.repeat, "never");
  if (unit === "never") return { ok: true, value: null };
  const failed = (errors: Errors): FormResult<never, RepeatField | "due_on"> => {
    return { ok: false, values: { ...typedRepeat(fields), due_on: typed(fields.due_on) }, errors };
  };
  if (!isUnit(unit)) return failed({ repeat: "Choose how often it repeats" });
  const every = readEvery(fields.repeat_every, unit);
  const days = readDays[unit](fields, dueOn);
  const mode = readMode(fields.repeat_mode);
  const ends = readEnds(fields, dueOn);
  if (dueOn !== null && every.ok && days.ok && mode.ok && ends.ok) {
    const rule = { ...days.value, every: every.value, ends: ends.value } as RepeatRule;
    return { ok: true, value: { rule, mode: mode.value, anchor: anchorOf(rule, dueOn, current) } };
  }
  return failed({
    ...(dueOn === null && { due_on: "A repeating task needs a due date" }),
    ...(!every.ok && { repeat_every: every.message }),
    ...(!days.ok && { [DAYS_FIELD[unit]]: days.message }),
    ...(!mode.ok && { repeat_mode: mode.message }),
    ...(!ends.ok && { [ENDS_FIELD.get(fields.repeat_ends) ?? "repeat_ends"]: ends.message }),
  });
}

/** The fields as they were typed; several days are joined with commas. */
export function typedRepeat(fields: Record<string, unknown>): Record<RepeatField, string> {
  const { repeat_days: days } = fields;
  const texts = REPEAT_FIELDS.map((name) => [name, typed(fields[name])]);
  return {
    ...(Object.fromEntries(texts) as Record<RepeatField, string>),
    repeat_days: typed(Array.isArray(days) ? days.filter(isText).join() : days),
  };
}

/** What the fields hold for a repeat, or for none yet; `dueOn` ticks its weekday. */
export function repeatFields(
  repeat: Repeat | null,
  dueOn: string | null,
): Record<RepeatField, string> {
  const none = {
    repeat: "never",
    repeat_every: "1",
    repeat_days: dueOn === null ? "" : dayCode(weekdayOf(dueOn)),
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
    if (!read?.every((day) => day !== null)) return invalid("Choose days from Monday to Sunday");
    const days = read.length === 0 && due !== null ? [weekdayOf(due)] : read;
    return ok({ unit: "week", days: [...new Set(days)].sort((a, b) => a - b) });
  },
  month(fields, due) {
    // A missing due date is an error already, and not one of this field.
    const on = readMonthDay(typed(given(fields.repeat_on, "due_day")), due ?? SOME_DAY);
    return on === null ? invalid("Choose a day of the month") : ok({ unit: "month", on });
  },
  year(fields, due) {
    const on = readYearDay(typed(given(fields.repeat_year_on, "date")), due ?? SOME_DAY);
    return on === null ? invalid("Choose a day of the year") : ok({ unit: "year", on });
  },
};
const SOME_DAY = "2000-01-01";

function isUnit(unit: unknown): unit is RepeatRule["unit"] {
  return typeof unit === "string" && Object.hasOwn(readDays, unit);
}

function readEvery(sent: unknown, unit: RepeatRule["unit"]): Parsed<number> {
  const every = whole(given(sent, "1"), EVERY_MAX);
  if (every === null) return invalid("Every must be a whole number from 1 to 999");
  if (unit === "weekday" && every > 1) {
    return invalid("Every weekday is each of them: write 1, or choose weeks with their days");
  }
  return ok(every);
}

function readMode(sent: unknown): Parsed<RepeatMode> {
  const mode = MODES.get(typed(given(sent, "strict")));
  return mode === undefined ? invalid("Choose what the next date is counted from") : ok(mode);
}

function readEnds(fields: Fields, due: string | null): Parsed<Ends> {
  switch (given(fields.repeat_ends, "never")) {
    case "never":
      return ok({ kind: "never" });
    case "date": {
      const until = readDay(fields.repeat_until, "Last day");
      if (!until.ok) return until;
      if (until.value === null) return invalid("Last day is required");
      const isBefore = due !== null && until.value < due;
      return isBefore
        ? invalid("Last day must not be before the due date")
        : ok({ kind: "on", day: until.value });
    }
    case "count": {
      const count = whole(fields.repeat_count, COUNT_MAX);
      return count === null
        ? invalid("Number of times must be a whole number from 1 to 10,000")
        : ok({ kind: "after", count });
    }
    default:
      return invalid("Choose when it ends");
  }
}

/** What was sent, or the default for nothing. */
function given(sent: unknown, otherwise: string): unknown {
  const text = sent ?? "";
  return typeof text === "string" && text.trim() === "" ? otherwise : sent;
}

function whole(sent: unknown, max: number): number | null {
  const number = parsePositiveInteger(typeof sent === "string" ? sent.trim() : sent);
  return number !== null && number <= max ? number : null;
}

/** null for something other than text. */
function dayCodes(sent: unknown): string[] | null {
  const list: unknown[] = Array.isArray(sent) ? sent : [sent ?? ""];
  if (!list.every(isText)) return null;
  return list.flatMap((text) => text.split(/[\s,]+/)).filter((code) => code !== "");
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}
