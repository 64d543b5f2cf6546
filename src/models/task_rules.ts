/** The rules between a task's fields, and between a task and other rows; checked under the user's lock. */
import type { ChangeSet } from "../db/change_set.ts";
import type { Columns } from "../db/owned_tables.ts";
import { type Problem, type ProblemCode, Refusal } from "../db/saved.ts";
import { anchorRepeat } from "../recurrence/anchor.ts";
import type { Repeat } from "../recurrence/rule.ts";
import type { TaskChanges } from "./task_mutations.ts";
import { type TaskRow, toTask } from "./task_records.ts";

export type Resolved = Omit<TaskChanges, "repeat"> & { repeat?: Repeat | null };

type References = Pick<TaskChanges, "listId" | "sectionId" | "parentId">;

/** By the name of the field in the API. */
type Problems = Map<string, ProblemCode>;

/**
 * Changes as they are written: an item of a checklist has no list of its own, a section goes with its
 * list, and a repeat gets its anchor from the due date.
 * @param current the task that is changed; null: it is yet to be added.
 * @throws Refusal with each field that names what is not there, or does not go with the others.
 */
export async function resolveChanges(
  change: ChangeSet,
  changes: TaskChanges,
  current: TaskRow | null,
): Promise<Resolved> {
  const { repeat: _, ...resolved } = changes;
  const problems = await findMissing(change, changes, current);
  const parentId = changes.parentId === undefined ? current?.parent_id : changes.parentId;
  if (parentId != null) {
    if (changes.listId) problems.set("list_id", "on_checklist");
    if (changes.sectionId) problems.set("section_id", "on_checklist");
    Object.assign(resolved, { listId: null, sectionId: null });
  }
  const isMoved = changes.listId !== undefined && changes.listId !== (current?.list_id ?? null);
  if (isMoved && !changes.sectionId) resolved.sectionId = null;
  const plan = resolvePlan(changes, current, problems);
  throwAny(problems);
  return { ...resolved, ...plan };
}

/**
 * Checks the list, section and parent that a task is to have. Somebody else's are refused as those
 * that are not there; the foreign keys would refuse them anyway.
 * @throws Refusal with each that cannot be.
 */
export async function checkReferences(
  change: ChangeSet,
  references: References,
  current: TaskRow | null,
): Promise<void> {
  throwAny(await findMissing(change, references, current));
}

async function findMissing(
  change: ChangeSet,
  { listId, sectionId, parentId }: References,
  current: TaskRow | null,
): Promise<Problems> {
  const problems: Problems = new Map();
  const isThere = async (table: "lists" | "sections" | "tasks", where: Columns) =>
    (await change
      .rows(table)
      .where({ ...where, deleted_at: null })
      .first("id")) !== undefined;
  if (listId && listId !== current?.list_id && !(await isThere("lists", { id: listId }))) {
    problems.set("list_id", "missing");
  }
  const list_id = listId === undefined ? (current?.list_id ?? null) : listId;
  if (sectionId && !(await isThere("sections", { id: sectionId, list_id }))) {
    problems.set("section_id", "missing");
  }
  if (parentId && parentId !== current?.parent_id) {
    const isParent =
      parentId !== current?.id && (await isThere("tasks", { id: parentId, parent_id: null }));
    if (!isParent) problems.set("parent_id", "missing");
    else if (current !== null && (await isThere("tasks", { parent_id: current.id }))) {
      problems.set("parent_id", "has_checklist");
    }
  }
  return problems;
}

/** A task's date, time and repeat go together. A series that goes on from another date has a new anchor. */
function resolvePlan(
  changes: TaskChanges,
  current: TaskRow | null,
  problems: Problems,
): Pick<Resolved, "repeat"> {
  const task = current === null ? null : toTask(current);
  const dueOn = changes.dueOn === undefined ? (task?.dueOn ?? null) : changes.dueOn;
  const dueTime = changes.dueTime === undefined ? task?.dueTime : changes.dueTime;
  if (dueTime && dueOn === null) problems.set("due_time", "needs_due_date");
  const repeat = changes.repeat === undefined ? (task?.repeat ?? null) : changes.repeat;
  if (repeat === null) return changes.repeat === undefined ? {} : { repeat };
  if (dueOn === null) problems.set("due_on", "repeat_needs_due_date");
  if (dueOn === null || (changes.repeat === undefined && dueOn === task?.dueOn)) return {};
  if (changes.repeat && "anchor" in changes.repeat) return { repeat: changes.repeat };
  const before = task?.repeat && task.dueOn ? { repeat: task.repeat, dueOn: task.dueOn } : null;
  const anchored = anchorRepeat(repeat, dueOn, before);
  if (anchored.ok) return { repeat: anchored.value };
  problems.set("repeat", anchored.code);
  return {};
}

function throwAny(problems: Problems): void {
  const all = [...problems].map(([field, code]): Problem => ({ field, code }));
  const [first, ...more] = all;
  if (first !== undefined) throw new Refusal(first, ...more);
}
