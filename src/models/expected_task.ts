/** Finds the task that a request is about, in the state that the request expects. */
import type { ChangeSet } from "../db/change_set.ts";
import type { Requested } from "../db/journal.ts";
import { found, Refusal } from "../db/saved.ts";
import { selectTaskIn, type ViewQuery } from "./task_queries.ts";
import { SELECT_KEPT_TASK, type Task, type TaskRow, toTask } from "./task_records.ts";

/** The request, with the state of the task that it is based on. */
export interface Expected extends Requested {
  /** Any other current version is refused: the field "version" is stale. */
  version?: number | null;
  /** A condition on the whole task; if it fails, the row is stale. */
  matches?: ((task: Task) => boolean) | null;
  /** The view of `findTaskIn`, if that has found the task: it is not read twice. */
  view?: ViewQuery | null;
}

/** @throws Refusal if the task is missing or not as expected. */
export async function loadExpected(
  change: ChangeSet,
  id: number,
  { version = null, matches = null, view = null }: Expected,
): Promise<TaskRow> {
  const { text, values } = selectKeptTask(id, view);
  const [loaded] = await change.read<TaskRow>(text, values);
  const row = found(loaded);
  if (matches !== null && !matches(toTask(row))) {
    throw new Refusal({ field: null, code: "stale" });
  }
  if (version !== null && row.version !== version) {
    throw new Refusal({ field: "version", code: "stale" });
  }
  return row;
}

/** @param view null: in none. */
export function selectKeptTask(id: number, view: ViewQuery | null) {
  return view === null ? { text: SELECT_KEPT_TASK, values: [id] } : selectTaskIn(view, id);
}
