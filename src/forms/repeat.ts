/** The fields of the task form that say how often the task repeats. */
import { weekdayOf } from "../dates/calendar.ts";
import {
  type CurrentRepeat,
  placeRepeat,
  type RepeatMoves,
  ruleDay,
} from "../recurrence/anchor.ts";
import { COUNT_MAX, EVERY_MAX } from "../recurrence/parts.ts";
import {
  type Ends,
  parseRule,
  type Repeat,
  type RepeatMode,
  type RepeatRule,
  withWeekStart,
} from "../recurrence/rule.ts";
import { invalid, ok, type Parsed, readDay } from "./field_parsers.ts";
import { fieldsOf, typed } from "./fields.ts";
import { parsePositiveInteger } from "./numbers.ts";
import { DAY_CODES, dayCode, readMonthDay, readYearDay } from "./repeat_days.ts";
import { MODES, NEVER, type RepeatField } from "./repeat_fields.ts";

type Fields = Record<string, unknown>;
type Errors = Partial<Record<RepeatField | "due_on", string>>;

interface RepeatContext {
  dueOn: string | null;
  current?: CurrentRepeat | null;
  /** The first day of the user's week: 1 Monday to 7 Sunday. */
  weekStart?: number;
}

/**
 * Parses the repeat; null: it does not repeat. Fields that the chosen unit and end do not need are
 * ignored, since a page without scripts sends all of them. The error of `due_on` is for a missing date:
 * if the date itself is invalid, its own message has priority.
 */
export function parseRepeat(
  body: unknown,
  { dueOn, current = null, weekStart = 1 }: RepeatContext,
): { ok: true; value: Repeat | null } | { ok: false; errors: Errors } {
  const fields = fieldsOf(body);
  const unit = given(fields.repeat, NEVER.repeat);
  if (unit === NEVER.repeat) return { ok: true, value: null };
  if (!isUnit(unit)) return { ok: false, errors: { repeat: UNIT_PROBLEM } };
  const every = readEvery(fields.repeat_every, unit);
  const { field, errorField = field, read } = DAYS[unit];
  const days = read(fields[field], dueOn);
  const mode = readMode(fields.repeat_mode);
  const moves = readMoves(fields.repeat_moves);
  let placed: Repeat | null = null;
  if (dueOn !== null && every.ok && days.ok && mode.ok && moves.ok) {
    const never: Ends = { kind: "never" };
    const rule = { unit, every: every.value, ...days.value, ends: never } as RepeatRule;
    const spec = { rule: inWeeks(rule, weekStart, current), mode: mode.value };
    placed = placeRepeat(spec, { dueOn, current, moves: moves.value });
  }
  const ends = readEnds(fields, placed && dueOn ? ruleDay(placed, dueOn) : dueOn);
  if (placed !== null && ends.ok) {
    return { ok: true, value: { ...placed, rule: { ...placed.rule, ends: ends.value } } };
  }
  const errors: Errors = {
    ...(dueOn === null && { due_on: "A repeating task needs a due date" }),
    ...(!every.ok && { repeat_every: every.message }),
    ...(!days.ok && { [errorField]: days.message }),
    ...(!mode.ok && { repeat_mode: mode.message }),
    ...(!moves.ok && { repeat_moves: moves.message }),
    ...(!ends.ok && { [ENDS_FIELD.get(fields.repeat_ends) ?? "repeat_ends"]: ends.message }),
  };
  return { ok: false, errors };
}

/** A rule that is left as it was keeps its weeks. */
function inWeeks(rule: RepeatRule, weekStart: number, current: CurrentRepeat | null): RepeatRule {
  const before = current?.repeat.rule;
  const isSame = before?.unit === "week" && rule.unit === "week" && isSameWeeks(before, rule);
  return withWeekStart(rule, isSame ? (before.weekStart ?? 1) : weekStart);
}

function isSameWeeks(one: WeekRule, other: WeekRule): boolean {
  return one.every === other.every && one.days.join() === other.days.join();
}

type WeekRule = Extract<RepeatRule, { unit: "week" }>;

const ENDS_FIELD = new Map<unknown, RepeatField>([
  ["date", "repeat_until"],
  ["count", "repeat_count"],
]);

type Unit = RepeatRule["unit"];
/** A rule without its unit and end, and without its interval if that has a field of its own. */
type Days<U> = Omit<
  Extract<RepeatRule, { unit: U }>,
  "unit" | "ends" | (U extends "custom" ? never : "every")
>;

const UNIT_PROBLEM = "Choose how often it repeats";

/** By unit: the field for its days, and the parser of that field. */
const DAYS: {
  [U in Unit]: {
    field: RepeatField;
    /** The field that shows the error, if it is another one. */
    errorField?: RepeatField;
    read: (sent: unknown, due: string | null) => Parsed<Days<U>>;
  };
} = {
  day: { field: "repeat", read: () => ok({}) },
  weekday: { field: "repeat", read: () => ok({}) },
  week: {
    field: "repeat_days",
    read(sent, due) {
      const codes = dayCodes(sent);
      if (!codes?.every((code) => DAY_CODES.includes(code))) {
        return invalid("Choose days from Monday to Sunday");
      }
      const isDefault = codes.length === 0 && due !== null;
      const chosen = WEEK.filter((day) => codes.includes(dayCode(day)));
      return ok({ days: isDefault ? [weekdayOf(due)] : chosen });
    },
  },
  month: {
    field: "repeat_on",
    read(sent, due) {
      // A missing due date is an error of another field.
      const on = readMonthDay(typed(given(sent, "due_day")), due ?? SOME_DAY);
      return on === null ? invalid("Choose a day of the month") : ok({ on });
    },
  },
  year: {
    field: "repeat_year_on",
    read(sent, due) {
      const on = readYearDay(typed(given(sent, "date")), due ?? SOME_DAY);
      return on === null ? invalid("Choose a day of the year") : ok({ on });
    },
  },
  custom: {
    field: "repeat_rule",
    errorField: "repeat",
    read(sent) {
      const rule = parseRule(typed(sent));
      if (rule?.unit !== "custom") return invalid(UNIT_PROBLEM);
      const { unit: _, ends: __, ...days } = rule;
      return ok(days);
    },
  },
};
const WEEK = [1, 2, 3, 4, 5, 6, 7] as const;
const SOME_DAY = "2000-01-01";

function isUnit(unit: unknown): unit is Unit {
  return typeof unit === "string" && Object.hasOwn(DAYS, unit);
}

function readEvery(sent: unknown, unit: Unit): Parsed<number> {
  // A custom rule has its own.
  if (unit === "custom") return ok(1);
  const every = whole(given(sent, NEVER.repeat_every), EVERY_MAX);
  if (every === null) return invalid("Every must be a whole number from 1 to 999");
  if (unit === "weekday" && every > 1) {
    return invalid("Every must be 1 for weekdays. For longer gaps, choose weeks and pick the days");
  }
  return ok(every);
}

function readMode(sent: unknown): Parsed<RepeatMode> {
  const code = given(sent, NEVER.repeat_mode);
  const mode = (Object.keys(MODES) as RepeatMode[]).find((name) => MODES[name] === code);
  return mode === undefined ? invalid("Choose how the next date is set") : ok(mode);
}

function readMoves(sent: unknown): Parsed<RepeatMoves> {
  const code = given(sent, NEVER.repeat_moves);
  return code === "this" || code === "series"
    ? ok(code)
    : invalid("Choose what another due date moves");
}

/** @param due the day of the rule that is due. */
function readEnds(fields: Fields, due: string | null): Parsed<Ends> {
  switch (given(fields.repeat_ends, NEVER.repeat_ends)) {
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

/** What was sent, or the default for an empty field. */
function given(sent: unknown, otherwise: string): unknown {
  const text = sent ?? "";
  return typeof text === "string" && text.trim() === "" ? otherwise : sent;
}

function whole(sent: unknown, max: number): number | null {
  const number = parsePositiveInteger(typeof sent === "string" ? sent.trim() : sent);
  return number !== null && number <= max ? number : null;
}

/** null: something other than text was sent. */
function dayCodes(sent: unknown): string[] | null {
  const list: unknown[] = Array.isArray(sent) ? sent : [sent ?? ""];
  if (!list.every((text) => typeof text === "string")) return null;
  return list.flatMap((text) => text.split(/[\s,]+/)).filter((code) => code !== "");
}
