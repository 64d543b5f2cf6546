/** The rules between a task's fields, and between a task and other rows; checked under the user's lock. */
import type { ChangeSet } from "../db/change_set.ts";
import type { Columns } from "../db/owned_tables.ts";
import { type Problem, type ProblemCode, Refusal } from "../db/saved.ts";
import { anchorRepeat } from "../recurrence/anchor.ts";
import type { Repeat } from "../recurrence/rule.ts";
import type { TaskChanges } from "./task_mutations.ts";
import { type TaskRow, toTask } from "./task_records.ts";

type Resolved = Omit<TaskChanges, "repeat"> & { repeat?: Repeat | null };

/**
 * Changes as they are written: an item of a checklist has no list of its own, a section goes with its
 * list, and a repeat gets its anchor from the due date.
 * @param current the task that is changed; null: it is yet to be added.
 * @throws Refusal with each field that does not go with the others.
 */
export function resolveChanges(changes: TaskChanges, current: TaskRow | null): Resolved {
  const { repeat: _, ...rest } = changes;
  const resolved: Resolved = rest;
  const problems: Problem[] = [];
  const refuse = (field: string, code: ProblemCode) => problems.push({ field, code });
  const parentId = changes.parentId === undefined ? current?.parent_id : changes.parentId;
  if (parentId != null) {
    if (changes.listId) refuse("list_id", "on_checklist");
    if (changes.sectionId) refuse("section_id", "on_checklist");
    Object.assign(resolved, { listId: null, sectionId: null });
  }
  const isMoved = changes.listId !== undefined && changes.listId !== (current?.list_id ?? null);
  if (isMoved && !changes.sectionId) resolved.sectionId = null;
  const task = current === null ? null : toTask(current);
  const dueOn = changes.dueOn === undefined ? (task?.dueOn ?? null) : changes.dueOn;
  const dueTime = changes.dueTime === undefined ? task?.dueTime : changes.dueTime;
  if (dueTime && dueOn === null) refuse("due_time", "needs_due_date");
  const repeat = changes.repeat === undefined ? (task?.repeat ?? null) : changes.repeat;
  if (repeat === null) {
    if (changes.repeat === null) resolved.repeat = null;
  } else if (dueOn === null) {
    refuse("due_on", "repeat_needs_due_date");
  } else if (changes.repeat !== undefined || dueOn !== task?.dueOn) {
    const before = task?.repeat && task.dueOn ? { repeat: task.repeat, dueOn: task.dueOn } : null;
    const isAnchored = changes.repeat !== undefined && "anchor" in repeat;
    const anchored = isAnchored
      ? ({ ok: true, value: repeat as Repeat } as const)
      : anchorRepeat(repeat, dueOn, before);
    if (anchored.ok) resolved.repeat = anchored.value;
    else refuse("repeat", anchored.code);
  }
  throwAny(problems);
  return resolved;
}

/**
 * Checks the list, section and parent that a task is to have. Somebody else's are refused as those
 * that are not there; the foreign keys would refuse them anyway.
 * @param columns those that are written.
 * @throws Refusal with each that cannot be.
 */
export async function checkReferences(
  change: ChangeSet,
  columns: Columns,
  current: TaskRow | null,
): Promise<void> {
  const { list_id, section_id, parent_id } = columns as Record<string, number | null | undefined>;
  const listId = list_id === undefined ? (current?.list_id ?? null) : list_id;
  const problems: Problem[] = [];
  const isThere = async (table: "lists" | "sections" | "tasks", where: Columns) =>
    (await change
      .rows(table)
      .where({ ...where, deleted_at: null })
      .first("id")) !== undefined;
  if (list_id && list_id !== current?.list_id && !(await isThere("lists", { id: list_id }))) {
    problems.push({ field: "list_id", code: "missing" });
  }
  if (section_id && !(await isThere("sections", { id: section_id, list_id: listId }))) {
    problems.push({ field: "section_id", code: "missing" });
  }
  if (parent_id && parent_id !== current?.parent_id) {
    const isParent =
      parent_id !== current?.id && (await isThere("tasks", { id: parent_id, parent_id: null }));
    if (!isParent) problems.push({ field: "parent_id", code: "missing" });
    else if (current !== null && (await isThere("tasks", { parent_id: current.id }))) {
      problems.push({ field: "parent_id", code: "has_checklist" });
    }
  }
  throwAny(problems);
}

function throwAny([first, ...more]: readonly Problem[]): void {
  if (first !== undefined) throw new Refusal(first, ...more);
}
