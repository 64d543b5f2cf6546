/** The outcome of a change: the only way in which a model reports success, or what is wrong. */
import type { OwnedTable } from "./owned_tables.ts";
import type { Measure } from "./quotas.ts";

export type Saved<T> = Done<T> | Refused;

export interface Done<T> {
  ok: true;
  value: T;
  /** The entry of the history, for Undo; null: nothing changed. */
  changeId: number | null;
  /** The same request made this change before, and nothing was done now. */
  isRepeat: boolean;
}

/** The outcome of UserScope.change. */
export type ChangeOutcome<P, R> = (Done<P> & { result?: R }) | Refused;

export interface Refused {
  ok: false;
  /** At least one, in the order of the fields. */
  problems: readonly [Problem, ...Problem[]];
}

export interface Problem {
  /** The invalid field, by its name in the API; null: the row itself. */
  field: string | null;
  code: ProblemCode;
  /** The rows that an undo conflicts with. */
  rows?: readonly NamedRow[];
  /** Those of them that have changed, with their values. */
  changes?: readonly ChangedRow[];
  /** What the account has no room for: how much it has, and may have. */
  quota?: { measure: Measure; used: number; most: number };
}

export type ProblemCode =
  /** The user has no such row. */
  | "missing"
  /** Another row has this name. */
  | "taken"
  /** Another section of the list has this name. */
  | "taken_in_list"
  /** Another row has this name, and is archived. */
  | "taken_by_archived"
  /** The row has changed since the version that was seen. */
  | "stale"
  /** Rows have changed since the change to undo. */
  | "changed"
  /** It cannot be undone: a row that it needs was deleted for good, or a name is taken. */
  | "blocked"
  /** The account has no room for it. */
  | "full"
  /** Not among the rows that this one is ordered with. */
  | "not_sibling"
  /** An item of a checklist does not have a list or section of its own. */
  | "on_checklist"
  /** Nor dates, which no view by day would show. */
  | "undated_on_checklist"
  /** A list that is archived takes no tasks. */
  | "archived"
  /** A task with a checklist cannot be an item of one. */
  | "has_checklist"
  /** Some of the tasks to delete repeat: is the series meant, or this occurrence? */
  | "repeats"
  /** Only an open task that repeats can be skipped. */
  | "not_repeating"
  | "needs_due_date"
  | "repeat_needs_due_date"
  | "repeat_ends_early"
  | "repeat_never_occurs";

export interface NamedRow {
  table: OwnedTable;
  id: number;
  /** Its current title or name; null: it was deleted for good. */
  name: string | null;
}

/** A row that is still there, with the columns that an entry of the journal has, as PostgreSQL's own texts. */
export interface ChangedRow {
  table: OwnedTable;
  id: number;
  /** As that change left them. */
  left: Record<string, string | null>;
  now: Record<string, string | null>;
  /** Those that differ. */
  columns: readonly string[];
}

/** Ends a change that writes nothing; `UserScope.change` catches it and returns `refused`. */
export class Refusal extends Error {
  readonly refused: Refused;

  constructor(...problems: Refused["problems"]) {
    super(problems.map(({ field, code }) => `${field ?? "row"}: ${code}`).join(", "));
    this.refused = { ok: false, problems };
  }
}

const MISSING: Refused = { ok: false, problems: [{ field: null, code: "missing" }] };

/** @throws Refusal if the row does not exist. */
export function found<T>(row: T | null | undefined): T {
  if (row == null) throw new Refusal(...MISSING.problems);
  return row;
}

/**
 * The same outcome with the result of the change as its value.
 * @param read finds it for a repeated request, perhaps long after the change: the row may be gone for
 *   good by then (null).
 */
export async function resultOf<P, R>(
  made: ChangeOutcome<P, R>,
  read: (params: P) => Promise<R | null>,
): Promise<Saved<R>> {
  if (!made.ok) return made;
  const { result, ...saved } = made;
  const value = result ?? (await read(saved.value));
  return value === null ? MISSING : { ...saved, value };
}

/**
 * The same outcome with another value, such as the row that was saved. It is read after the change,
 * perhaps long after when the request is a repeat: the row may be gone for good by then (null).
 */
export async function mapSaved<T, U>(
  saved: Saved<T>,
  map: (value: T) => Promise<U | null> | U,
): Promise<Saved<U>> {
  if (!saved.ok) return saved;
  const value = await map(saved.value);
  return value === null ? MISSING : { ...saved, value };
}
