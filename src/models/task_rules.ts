/** Checks the rules between a task's fields, and between a task and other rows. */
import type { ChangeSet } from "../db/change_set.ts";
import type { Row } from "../db/connection.ts";
import { type Problem, type ProblemCode, Refusal } from "../db/saved.ts";
import { anchorRepeat } from "../recurrence/anchor.ts";
import type { Repeat } from "../recurrence/rule.ts";
import { NOTHING_SET, readFields, TASK_FIELDS, type TaskInput } from "./task_fields.ts";
import type { TaskChanges } from "./task_mutations.ts";
import type { TaskRow } from "./task_records.ts";

export type Resolved = Omit<TaskChanges, "repeat"> & { repeat?: Repeat | null };

/** The names of the list and the section that a task moves to. */
type PlaceNames = Partial<Pick<TaskRow, "list_name" | "list_colour" | "section_name">>;

type ListRow = Row & { name: string; colour: string; archived_at?: Date | null };
type SectionRow = Row & { name: string; list_id: number };
type References = Pick<TaskChanges, "listId" | "sectionId" | "parentId">;

/** By the field's name in the API. */
type Problems = Map<string, ProblemCode>;

/**
 * Completes changes with what follows from them: an item of a checklist does not have a list of its
 * own and gets no dates, a task that leaves its list leaves the section too, a repeat is anchored to the due date, and a
 * task that becomes due before the day from which Today shows it is shown at once.
 * @param current the task to change; null for a new one.
 * @returns the fields, and the names that go with them.
 * @throws Refusal with every field that refers to a missing row or contradicts another field.
 */
export async function resolveChanges(
  change: ChangeSet,
  changes: TaskChanges,
  current: TaskRow | null,
): Promise<{ fields: Resolved; names: PlaceNames }> {
  const { repeat: _, ...resolved } = changes;
  const { problems, names } = await findReferences(change, changes, current);
  const parentId = changes.parentId === undefined ? current?.parent_id : changes.parentId;
  if (parentId != null) {
    if (changes.listId) problems.set("list_id", "on_checklist");
    if (changes.sectionId) problems.set("section_id", "on_checklist");
    Object.assign(resolved, { listId: null, sectionId: null });
  }
  const isMoved = changes.listId !== undefined && changes.listId !== (current?.list_id ?? null);
  if (isMoved && !changes.sectionId) resolved.sectionId = null;
  const plan = resolvePlan(changes, current, problems);
  if (parentId != null && !problems.has("parent_id")) {
    for (const name of newDates(changes, current)) problems.set(name, UNDATED);
  }
  throwAny(problems);
  return {
    fields: { ...resolved, ...plan, ...resolveStart(changes, current) },
    names: {
      ...(resolved.listId === null ? { list_name: null, list_colour: null } : {}),
      ...(resolved.sectionId === null ? { section_name: null } : {}),
      ...names,
    },
  };
}

const UNDATED = "undated_on_checklist";
const DATES = TASK_FIELDS.filter(({ name }) =>
  ["due_on", "due_time", "starts_on", "repeat"].includes(name),
);

/** The fields in which an item would get a date. One that it has had since before may stay. */
function newDates(changes: TaskChanges, current: TaskRow | null): string[] {
  const task = current && readFields(current);
  const after = { ...NOTHING_SET, ...task, ...changes } as TaskInput;
  const before = task !== null && current?.parent_id !== null ? task : NOTHING_SET;
  const fields = DATES.filter((field) => field.text(after) !== "");
  return fields.flatMap((field) => (field.text(after) === field.text(before) ? [] : field.name));
}

/**
 * Checks that a list and a section are there, and that the list is not archived. Another user's are
 * reported as missing.
 * @throws Refusal with each that is not.
 */
export async function checkPlace(
  change: ChangeSet,
  place: Pick<TaskInput, "listId" | "sectionId">,
): Promise<void> {
  throwAny((await findReferences(change, place, null)).problems);
}

async function findReferences(
  change: ChangeSet,
  { listId, sectionId, parentId }: References,
  current: TaskRow | null,
): Promise<{ problems: Problems; names: PlaceNames }> {
  const problems: Problems = new Map();
  const names: PlaceNames = {};
  const isOtherList = listId !== undefined && listId !== (current?.list_id ?? null);
  const list_id = isOtherList ? listId : (current?.list_id ?? null);
  if (isOtherList && listId) {
    const list = await change.loadOne<ListRow>("lists", listId);
    if (list === undefined) problems.set("list_id", "missing");
    else if (list.archived_at != null) problems.set("list_id", "archived");
    else Object.assign(names, { list_name: list.name, list_colour: list.colour });
  }
  if (sectionId && (isOtherList || sectionId !== current?.section_id)) {
    const section = await change.loadOne<SectionRow>("sections", sectionId);
    if (section?.list_id !== list_id) problems.set("section_id", "missing");
    else names.section_name = section.name;
  }
  if (parentId && parentId !== current?.parent_id) {
    const there = { deleted_at: null };
    const parent = { id: parentId, parent_id: null, ...there };
    const isParent = parentId !== current?.id && (await change.exists("tasks", parent));
    if (!isParent) problems.set("parent_id", "missing");
    else if (current && (await change.exists("tasks", { parent_id: current.id, ...there }))) {
      problems.set("parent_id", "has_checklist");
    }
  }
  return { problems, names };
}

/** Checks date, time and repeat together; see `placeRepeat` for what another due date moves. */
function resolvePlan(
  changes: TaskChanges,
  current: TaskRow | null,
  problems: Problems,
): Pick<Resolved, "repeat"> {
  const task = current && readFields(current);
  const { dueOn, dueTime, repeat } = { ...NOTHING_SET, ...task, ...changes };
  if (dueTime && dueOn === null) problems.set("due_time", "needs_due_date");
  if (repeat === null) return changes.repeat === undefined ? {} : { repeat };
  if (dueOn === null) problems.set("due_on", "repeat_needs_due_date");
  const moves = changes.repeatMoves ?? "this";
  const isSame = changes.repeat === undefined && dueOn === task?.dueOn && moves === "this";
  if (dueOn === null || isSame) return {};
  if (changes.repeat && "anchor" in changes.repeat) return { repeat: changes.repeat };
  const before = task?.repeat && task.dueOn ? { repeat: task.repeat, dueOn: task.dueOn } : null;
  const anchored = anchorRepeat(repeat, { dueOn, current: before, moves });
  if (anchored.ok) return { repeat: anchored.value };
  problems.set("repeat", anchored.code);
  return {};
}

function resolveStart(
  { dueOn, startsOn }: TaskChanges,
  current: TaskRow | null,
): Pick<Resolved, "startsOn"> {
  const isKept = startsOn === undefined || startsOn === current?.starts_on;
  const isShown = current !== null && dueOn != null && losesStart(current, dueOn);
  return isKept && isShown ? { startsOn: null } : {};
}

/** Whether another due date, before the day from which Today shows the task, has it shown at once. */
export function losesStart(
  { starts_on: from, due_on: current }: Pick<TaskRow, "starts_on" | "due_on">,
  dueOn: string,
): boolean {
  return from !== null && dueOn !== current && dueOn < from;
}

/** @throws Refusal if there are any. */
function throwAny(problems: Problems): void {
  const [first, ...more] = [...problems].map(([field, code]): Problem => ({ field, code }));
  if (first !== undefined) throw new Refusal(first, ...more);
}
