/** The form that catches up: a decision for each late task, and one for the rest. */
import type { UserScope } from "../db/scope.ts";
import type { Decided, Decision } from "../models/catch_up.ts";
import { choices, type FormDeclaration, PAGE_FIELDS } from "./declaration.ts";
import { invalid, ok, type Parsed, readDay } from "./field_parsers.ts";
import { isNoText, typed } from "./fields.ts";
import { namedDay } from "./named_days.ts";
import { parsePositiveInteger } from "./numbers.ts";
import { readWrittenDay } from "./typed_dates.ts";

type Fields = Record<string, unknown>;
type Clock = Pick<UserScope, "today" | "weekStart" | "dateContext">;

export const catchUpForm: FormDeclaration = {
  title: "Catch up",
  button: "Apply",
  fields: { ...choices("rest", "stay"), ...PAGE_FIELDS },
  rows: /^(?:task|day)-\d+$/,
};

/** The names of a task's fields: the decision, and the day of the decision "date". */
export const catchUpFields = {
  decision: (id: number) => `task-${id}`,
  day: (id: number) => `day-${id}`,
} as const;

export interface CatchUpForm {
  /** As typed, by the names of the fields. */
  values: Record<string, string>;
  /** By the names of the fields for days. */
  errors: Record<string, string>;
  /** The ids of the tasks that it has fields of. */
  named: readonly number[];
  /** null: nothing was chosen. */
  decided: Decided | null;
}

/** Whether it names no task, and moves all that are late to today: a button of Today. */
export function isForAllLate(fields: Fields): boolean {
  return fields.rest === "today" && namedTasks(fields).length === 0;
}

/**
 * A task without a decision, or with an empty one, which is "Leave", is left, or moved to today with `rest`.
 * A day may stand in place of the decision, or in a field of its own: with "date", or without a decision.
 * With any other one, an empty one included, it is an error: only one of them can be meant.
 */
export function parseCatchUp(fields: Fields, clock: Clock): CatchUpForm {
  if (isForAllLate(fields)) {
    const decided = { kind: "all", dueOn: clock.today } as const;
    return { values: {}, errors: {}, named: [], decided };
  }
  const isRestToday = fields.rest === "today";
  const values: Record<string, string> = isRestToday ? { rest: "today" } : {};
  const errors: Record<string, string> = {};
  const decisions = new Map<number, Decision>();
  const named = namedTasks(fields);
  for (const id of named) {
    const sent = fields[catchUpFields.decision(id)];
    const { decision, day } = toInputs(sent, fields[catchUpFields.day(id)]);
    values[catchUpFields.day(id)] = typed(day);
    if (decision !== null) values[catchUpFields.decision(id)] = decision;
    const meant = decision || (isRestToday ? "today" : "");
    const isDoubtful = decision !== "date" && isWritten(day);
    const parsed = isDoubtful ? invalid(DOUBTFUL) : readDecision(meant, day, clock);
    if (!parsed.ok) errors[catchUpFields.day(id)] = parsed.message;
    else if (parsed.value !== null) decisions.set(id, parsed.value);
  }
  const decided = decisions.size === 0 ? null : ({ kind: "each", decisions } as const);
  return { values, errors, named, decided };
}

export function isWrong({ errors }: CatchUpForm): boolean {
  return Object.keys(errors).length > 0;
}

/** Without the errors of tasks that are not late any more: whatever was meant, they are left as they are. */
export function judgedFor(form: CatchUpForm, late: ReadonlySet<number>): CatchUpForm {
  const { named, decided } = form;
  const isWrong = (id: number) => form.errors[catchUpFields.day(id)] !== undefined;
  const gone = named.filter((id) => isWrong(id) && !late.has(id));
  if (gone.length === 0) return form;
  const errors = { ...form.errors };
  for (const id of gone) delete errors[catchUpFields.day(id)];
  const decisions = decided?.kind === "each" ? decided.decisions : new Map<number, Decision>();
  return { ...form, errors, decided: { kind: "each", decisions, gone: gone.length } };
}

/** The ids of the tasks that have a decision or a day, an empty one included. */
function namedTasks(fields: Fields): number[] {
  const ids = Object.keys(fields).flatMap((name) => {
    const [, id] = /^(?:task|day)-([1-9]\d*)$/.exec(name) ?? [];
    return parsePositiveInteger(id) ?? [];
  });
  return [...new Set(ids)];
}

const DOUBTFUL =
  "A day is written, but something else is chosen: choose “Pick a day”, or empty the day";

const DECISIONS = ["", "done", "today", "tomorrow", "next-week", "someday", "drop", "date"];

/** As the page shows it: a program may name the day itself as the decision. */
function toInputs(sent: unknown, day: unknown): { decision: string | null; day: unknown } {
  if (sent === undefined) return { decision: isWritten(day) ? "date" : null, day };
  const isKnown = DECISIONS.some((decision) => decision === sent);
  return isKnown ? { decision: typed(sent), day } : { decision: "date", day: sent };
}

function isWritten(day: unknown): boolean {
  return isNoText(day) || typed(day).trim() !== "";
}

function readDecision(decision: string, day: unknown, clock: Clock): Parsed<Decision | null> {
  const due = (dueOn: string) => ok({ kind: "due", dueOn } as const);
  const named = namedDay(decision, clock);
  if (named !== null) return due(named);
  switch (decision) {
    case "":
      return ok(null);
    case "done":
    case "someday":
    case "drop":
      return ok({ kind: decision });
    default: {
      const parsed = readDay(readWrittenDay(typed(day), clock.dateContext) ?? day, "Day");
      if (!parsed.ok) return parsed;
      return parsed.value === null ? invalid("Day is required") : due(parsed.value);
    }
  }
}
