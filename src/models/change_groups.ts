/** The kinds of changes as a person filters the history by them. */
import { CHANGE_KINDS, type ChangeKind } from "../db/change_description.ts";

export const CHANGE_GROUPS = [
  "added",
  "completed",
  "changed",
  "moved",
  "deleted",
  "lists",
  "tags",
  "searches",
  "undone",
] as const;

export type ChangeGroup = (typeof CHANGE_GROUPS)[number];
/** Whether a change was undone does not depend on its kind. */
type KindGroup = Exclude<ChangeGroup, "undone">;

/** What stands before and after the point of a kind. */
type Noun = ChangeKind extends infer Kind
  ? Kind extends `${infer N}.${string}`
    ? N
    : Kind
  : never;
type TaskVerb = ChangeKind extends infer Kind
  ? Kind extends `task.${infer Verb}`
    ? Verb
    : never
  : never;

const TASK_GROUPS: Record<TaskVerb, KindGroup> = {
  added: "added",
  changed: "changed",
  completed: "completed",
  reopened: "completed",
  deleted: "deleted",
  skipped: "moved",
  restored: "deleted",
  moved: "moved",
  tagged: "changed",
  untagged: "changed",
  rescheduled: "moved",
  prioritized: "changed",
  reverted: "changed",
  caught_up: "moved",
};

/** Of the kinds about anything but tasks. Undos are not listed: what they undid is. */
const GROUPS: Record<Exclude<Noun, "task">, KindGroup | null> = {
  list: "lists",
  section: "lists",
  tag: "tags",
  search: "searches",
  undo: null,
  redo: null,
  unknown: "changed",
};

/** The kinds in a group; null: it is not one of kinds. */
export function kindsIn(group: ChangeGroup): ChangeKind[] | null {
  if (group === "undone") return null;
  return CHANGE_KINDS.filter((kind) => groupOf(kind) === group);
}

function groupOf(kind: ChangeKind): KindGroup | null {
  const [noun, verb] = kind.split(".") as [Noun, TaskVerb];
  return noun === "task" ? TASK_GROUPS[verb] : GROUPS[noun];
}
