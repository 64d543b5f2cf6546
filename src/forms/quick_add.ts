/** The quick-add form: a line of text, with the defaults of its page. */
import { isDay } from "../dates/calendar.ts";
import { PRIORITIES, type Priority } from "../models/priority.ts";
import { isTagName, TAGS_MAX } from "../models/tag_name.ts";
import { NOTHING_SET, type TaskInput } from "../models/task_fields.ts";
import type { NewTask } from "../models/task_mutations.ts";
import type { Task } from "../models/task_records.ts";
import { parseQuickAdd, plain, type QuickAdd, type QuickAddOptions } from "../quick_add/parse.ts";
import { isBlank, lengthOf, nameKey } from "../text.ts";
import { buttonForm, choices } from "./declaration.ts";
import { type FormResult, isNoText, typed } from "./fields.ts";
import { repeatFields } from "./repeat_fields.ts";
import { DESCRIPTION_MAX, readList, TITLE_MAX } from "./task.ts";
import { type TaskValues, taskFields } from "./task_values.ts";

export interface QuickLine {
  /** As typed. */
  line: string;
  said: QuickAdd;
  task: QuickAddTask;
}

type QuickAddTask = NewTask & Pick<TaskInput, "repeat">;

/** The button that replaces what was understood of a line by its plain text. */
export const KEEP_WORDS = "Keep my words as they were";

export const revertQuickAddForm = buttonForm(
  KEEP_WORDS,
  KEEP_WORDS,
  choices("text", "list", "due_on", "tag", "priority"),
);

/** The defaults of a page, in hidden fields: invalid values are ignored. */
interface QuickAddDefaults {
  listId: number | null;
  sectionId: number | null;
  dueOn: string | null;
  tags: string[];
  priority: Priority;
}

/** Those of a checklist item, which is where its task is. */
export const NO_DEFAULTS: QuickAddDefaults = {
  listId: null,
  sectionId: null,
  dueOn: null,
  tags: [],
  priority: 0,
};

export function quickAddDefaults(fields: Record<string, unknown>): QuickAddDefaults {
  const list = readList(fields.list);
  const dueOn = typed(fields.due_on);
  const tags = typed(fields.tag).split(/\s+/);
  const priority = (PRIORITIES as readonly unknown[]).indexOf(fields.priority);
  return {
    ...(list.ok ? list.value : { listId: null, sectionId: null }),
    dueOn: isDay(dueOn) ? dueOn : null,
    tags: tags.filter(isTagName).slice(0, TAGS_MAX),
    priority: Math.max(0, priority) as Priority,
  };
}

/** @param options.now the user's wall clock. */
export function parseQuickLine(
  fields: Record<string, unknown>,
  options: QuickAddOptions,
): FormResult<QuickLine, "title"> {
  const line = typed(fields.title);
  const defaults = quickAddDefaults(fields);
  const said = parseQuickAdd(line, { ...options, pageDay: defaults.dueOn });
  const problem = isNoText(fields.title) ? "Title must be text" : lineProblem(said);
  if (problem !== null) return { ok: false, values: { title: line }, errors: { title: problem } };
  return { ok: true, value: { line, said, task: withDefaults(said, defaults) } };
}

/** The line in the fields of the full form, in the list that it was for or without one. */
export function lineAsForm({ task }: QuickLine, options: { withList: boolean }): TaskValues {
  const place = options.withList ? {} : { listId: null, sectionId: null };
  return taskFields({ ...NOTHING_SET, ...task, ...place });
}

/**
 * The fields of `revertQuickAddForm`. null: nothing was understood of the line, or it is too long for a
 * title.
 */
export function revertFields(
  fields: Record<string, unknown>,
  { line, said }: QuickLine,
): Record<string, string> | null {
  if (!said.taken || lengthOf(plain(line).title) > TITLE_MAX) return null;
  const given = ["list", "due_on", "tag", "priority", "return_to"].map((name) => [
    name,
    typed(fields[name]),
  ]);
  return { text: line, ...Object.fromEntries(given.filter(([, value]) => value !== "")) };
}

/** The fields of the task's form that give it the other meaning of its line. null: there is none. */
export function otherFields(
  { version }: Pick<Task, "version">,
  { said: { other } }: QuickLine,
): Record<string, string> | null {
  // A line that was added before, and changed since, stays as it is.
  if (!other?.repeat || other.dueOn === null || version !== 1) return null;
  const { repeat, dueOn } = other;
  const usual = repeatFields(null, dueOn);
  const chosen = Object.entries(repeatFields(repeat, dueOn));
  const differing = chosen.filter(([name, value]) => value !== usual[name as keyof typeof usual]);
  return { version: String(version), due_on: dueOn, ...Object.fromEntries(differing) };
}

/** The plain line as all fields of a task, or the message that explains why it is invalid. */
export function parsePlainLine(fields: Record<string, unknown>): TaskInput | string {
  const said = plain(typed(fields.text));
  const task = withDefaults(said, quickAddDefaults(fields));
  return lineProblem(said) ?? { ...NOTHING_SET, ...task };
}

/** Why a line is invalid; null: it is valid. */
export function lineProblem({ title, description }: QuickAdd): string | null {
  if (isBlank(title)) return "Title is required";
  if (lengthOf(title) > TITLE_MAX) return "Title must be 200 characters or less";
  const isTooLong = lengthOf(description) > DESCRIPTION_MAX;
  return isTooLong ? "Description must be 10,000 characters or less" : null;
}

/** Adds the defaults of the page to what the line does not say. */
export function withDefaults(
  said: QuickAdd,
  { listId, sectionId, dueOn, tags: given, priority }: QuickAddDefaults,
): QuickAddTask {
  const { taken: _, other: __, list, tags, dueOn: saidDay, priority: saidPriority, ...same } = said;
  const isSaid = (tag: string) => tags.some((name) => nameKey(name) === nameKey(tag));
  return {
    ...same,
    dueOn: saidDay ?? dueOn,
    priority: saidPriority || priority,
    ...(list === null ? { listId, sectionId } : { listName: list }),
    tags: [...tags, ...given.filter((tag) => !isSaid(tag))].slice(0, TAGS_MAX),
  };
}
