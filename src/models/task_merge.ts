/** Two versions of one task: where they differ, which of them changed what, and one made of both. */

import { createHash } from "node:crypto";
import type { TaskField } from "../forms/task.ts";
import { listValue } from "../forms/task_values.ts";
import { formatRule } from "../recurrence/rule.ts";
import { combine } from "../views/difference.ts";
import { PRIORITIES } from "./priority.ts";
import type { TaskInput } from "./task_mutations.ts";

export interface Compared {
  field: TaskField;
  label: string;
  /** The same for two values that say the same. */
  of: (input: TaskInput) => string;
  isText?: boolean;
}

export const COMPARED: readonly Compared[] = [
  { field: "title", label: "Title", of: ({ title }) => title },
  { field: "due_on", label: "Due", of: ({ dueOn }) => dueOn ?? "" },
  { field: "due_time", label: "At", of: ({ dueTime }) => dueTime ?? "" },
  { field: "starts_on", label: "Hidden until", of: ({ startsOn }) => startsOn ?? "" },
  { field: "repeat", label: "Repeats", of: ({ repeat }) => repeatKey(repeat) },
  { field: "priority", label: "Priority", of: ({ priority }) => PRIORITIES[priority] },
  { field: "list", label: "List", of: ({ listId, sectionId }) => listValue(listId, sectionId) },
  { field: "tags", label: "Tags", of: ({ tags }) => tags.toSorted(byName).join(" ").toLowerCase() },
  { field: "description", label: "Notes", of: ({ description }) => description, isText: true },
];

/** Whether both say the same. */
export function isSame(one: TaskInput, other: TaskInput): boolean {
  return COMPARED.every(({ of }) => of(one) === of(other));
}

/**
 * What a form shows before anything is written in it, for the form to carry: a digest of each field
 * in 36 bits, so that notes of 10,000 characters are not sent twice.
 */
export function seenOf(input: TaskInput): string {
  return COMPARED.map(({ of }) => digest(of(input))).join(".");
}

/** Which fields are no longer as they were seen. null: it is not known what was seen. */
export function changedSince(seen: string, input: TaskInput): Set<TaskField> | null {
  const digests = seen.split(".");
  if (digests.length !== COMPARED.length) return null;
  const changed = COMPARED.filter(({ of }, index) => digest(of(input)) !== digests[index]);
  return new Set(changed.map(({ field }) => field));
}

/**
 * Yours where you changed something, else what is saved; of notes that both changed, both texts. A
 * repeat is computed from its day: they go together, and a time of yours brings its day where there is
 * none any more. Where it is not known what you saw, all is yours.
 */
export function merge(yours: TaskInput, saved: TaskInput, seen: string): TaskInput {
  const mine = changedSince(seen, yours);
  const theirs = changedSince(seen, saved);
  const isYours = (...fields: TaskField[]) =>
    mine === null || fields.some((field) => mine.has(field));
  const of = (...fields: TaskField[]) => (isYours(...fields) ? yours : saved);
  const isTimeWithoutDay = saved.dueOn === null && yours.dueTime !== null && isYours("due_time");
  const { dueOn, repeat } = isTimeWithoutDay ? yours : of("due_on", "repeat");
  const { listId, sectionId } = of("list");
  const isNotesOfBoth = isYours("description") && (theirs === null || theirs.has("description"));
  return {
    title: of("title").title,
    description: isNotesOfBoth
      ? combine(yours.description, saved.description)
      : of("description").description,
    dueOn,
    dueTime: dueOn === null ? null : of("due_time").dueTime,
    startsOn: of("starts_on").startsOn,
    priority: of("priority").priority,
    listId,
    sectionId,
    tags: of("tags").tags,
    repeat,
  };
}

function repeatKey(repeat: TaskInput["repeat"]): string {
  return repeat === null ? "" : `${repeat.mode} ${formatRule(repeat.rule)}`;
}

function byName(one: string, other: string): number {
  return one.toLowerCase() < other.toLowerCase() ? -1 : 1;
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, 6);
}
