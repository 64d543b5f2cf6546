/** The quick-add line as its form sends it, with what its page fills in. */
import { isDay } from "../dates/calendar.ts";
import type { LocalMoment } from "../dates/local_time.ts";
import { isTagName, TAGS_MAX } from "../models/tag_name.ts";
import type { NewTask, TaskInput } from "../models/tasks.ts";
import { parseQuickAdd, plain, type QuickAdd } from "../quick_add/parse.ts";
import { isBlank, lengthOf } from "../text.ts";
import { type FormResult, isNoText, typed } from "./fields.ts";
import { DESCRIPTION_MAX, readList, TITLE_MAX } from "./task.ts";

export interface QuickLine {
  /** As it was typed. */
  line: string;
  parsed: QuickAdd;
  task: NewTask;
}

/** What a page fills in where the line does not say otherwise. */
export interface QuickAddDefaults {
  listId: number | null;
  sectionId: number | null;
  dueOn: string | null;
  tag: string | null;
}

/** The defaults are in hidden fields: one that is invalid is ignored. */
export function quickAddDefaults(fields: Record<string, unknown>): QuickAddDefaults {
  const list = readList(fields.list);
  const [dueOn, tag] = [typed(fields.due_on), typed(fields.tag)];
  return {
    ...(list.ok ? list.value : { listId: null, sectionId: null }),
    dueOn: isDay(dueOn) ? dueOn : null,
    tag: isTagName(tag) ? tag : null,
  };
}

/** @param options the person's wall clock and the first day of their week. */
export function parseQuickLine(
  fields: Record<string, unknown>,
  options: { now: LocalMoment; weekStart: number },
): FormResult<QuickLine, "title"> {
  const line = typed(fields.title);
  const parsed = parseQuickAdd(line, options);
  const problem = isNoText(fields.title) ? "Title must be text" : lineProblem(parsed);
  if (problem !== null) return { ok: false, values: { title: line }, errors: { title: problem } };
  const task = withDefaults(parsed, quickAddDefaults(fields));
  return { ok: true, value: { line, parsed, task } };
}

/** A line to keep as text, as the whole of a task; or the sentence that says what is wrong with it. */
export function parsePlainLine(fields: Record<string, unknown>): TaskInput | string {
  const parsed = plain(typed(fields.text));
  const problem = lineProblem(parsed);
  if (problem !== null) return problem;
  const { title, description, dueTime, priority, repeat } = parsed;
  const { tag, ...defaults } = quickAddDefaults(fields);
  const tags = tag === null ? [] : [tag];
  return { title, description, dueTime, priority, repeat, startsOn: null, tags, ...defaults };
}

/** What is wrong with a parsed line, or null. */
export function lineProblem({ title, description }: QuickAdd): string | null {
  if (isBlank(title)) return "Title is required";
  if (lengthOf(title) > TITLE_MAX) return "Title must be 200 characters or less";
  const isTooLong = lengthOf(description) > DESCRIPTION_MAX;
  return isTooLong ? "Description must be 10,000 characters or less" : null;
}

export function withDefaults(parsed: QuickAdd, defaults: QuickAddDefaults): NewTask {
  const { taken: _, list, tags, dueOn, ...same } = parsed;
  const { listId, sectionId, tag } = defaults;
  const has = tag === null || tags.some((name) => name.toLowerCase() === tag.toLowerCase());
  return {
    ...same,
    dueOn: dueOn ?? defaults.dueOn,
    ...(list === null ? { listId, sectionId } : { listName: list }),
    tags: has || tags.length === TAGS_MAX ? tags : [...tags, tag],
  };
}
