/** What came of a change: the one way in which a model says that it worked, or why it did not. */
import type { OwnedTable } from "./owned_tables.ts";

export type Saved<T> = Done<T> | Refused;

export interface Done<T> {
  ok: true;
  value: T;
  /** The entry of the history, for Undo; null when there was nothing to change. */
  changeId: number | null;
  /** The same request had made this change before: nothing was done now. */
  isRepeat: boolean;
}

export interface Refused {
  ok: false;
  /** At least one, in the order of the fields. */
  problems: readonly [Problem, ...Problem[]];
}

export interface Problem {
  /** The field at fault, by its name in the API; null: the row itself. */
  field: string | null;
  code: ProblemCode;
  /** The rows that stand in the way of an undo. */
  rows?: readonly NamedRow[];
}

export type ProblemCode =
  /** No such row of this user's. */
  | "missing"
  /** Another row has this name. */
  | "taken"
  /** The row has changed since the version that was seen. */
  | "stale"
  /** Rows have changed since the change that is to be undone. */
  | "changed"
  /** A row that it needs, or a name that it had, is gone for good or taken: it cannot be undone. */
  | "blocked"
  /** Not a row that this one is ordered among. */
  | "not_sibling"
  /** An item of a checklist has no list or section of its own. */
  | "on_checklist"
  /** A task with a checklist cannot be on one. */
  | "has_checklist"
  | "needs_due_date"
  | "repeat_needs_due_date"
  | "repeat_ends_early"
  | "repeat_never_occurs";

export interface NamedRow {
  table: OwnedTable;
  id: number;
  /** Its title or name now; null when it is gone. */
  name: string | null;
}

/** Ends the transaction of a change and undoes what it has written; `UserScope.change` catches it. */
export class Refusal extends Error {
  readonly refused: Refused;

  constructor(...problems: Refused["problems"]) {
    super(problems.map(({ field, code }) => `${field ?? "row"}: ${code}`).join(", "));
    this.refused = { ok: false, problems };
  }
}

/** @throws Refusal where the row is not there. */
export function found<T>(row: T | undefined, field: string | null = null): T {
  if (row === undefined) throw new Refusal({ field, code: "missing" });
  return row;
}

/** The same outcome with another value. */
export function mapSaved<T, U>(saved: Saved<T>, map: (value: T) => U): Saved<U> {
  return saved.ok ? { ...saved, value: map(saved.value) } : saved;
}
