/** A task from one line, as the pages take it. */
import type { Viewer } from "../auth/authenticator.ts";
import { localMoment } from "../dates/local_time.ts";
import { fieldsOf } from "../forms/fields.ts";
import { lineProblem } from "../forms/quick_add.ts";
import { type ApiTask, parseApiTaskChanges, parseQuickLine } from "../forms/task_json.ts";
import { TAGS_MAX } from "../models/tag_name.ts";
import { parseQuickAdd } from "../quick_add/parse.ts";
import type { Repeat } from "../recurrence/rule.ts";
import type { Services } from "../services.ts";
import { InvalidFields, read } from "./errors.ts";

interface FromLine extends ApiTask {
  /** The list that the line names. */
  listName: string | null;
  /** The repeat that it says, with its anchor; in place of `repeat`. */
  lineRepeat: Repeat | null;
}

/**
 * `{"quick_add": "…"}`; what the line does not say is taken from the other fields.
 * @throws InvalidFields
 */
export function readQuickAdd(context: Services, { user }: Viewer, body: unknown): FromLine {
  const { quick_add: sent, title, ...others } = fieldsOf(body);
  const line = parseQuickLine(sent);
  if (!line.ok) throw new InvalidFields({ quick_add: line.message });
  if (title !== undefined) throw new InvalidFields({ quick_add: "Send either quick_add or title" });
  const { version: _, ...rest } = read(parseApiTaskChanges(others));
  const now = localMoment(context.clock(), user.timeZone);
  const task = parseQuickAdd(line.value, { now, weekStart: user.weekStart });
  const problem = lineProblem(task);
  if (problem !== null) throw new InvalidFields({ quick_add: problem });
  const tags = distinct([...task.tags, ...(rest.tags ?? [])]);
  if (tags.length > TAGS_MAX) {
    throw new InvalidFields({ tags: `A task has ${TAGS_MAX} tags at the most` });
  }
  const isDated = task.dueOn !== null;
  return {
    title: task.title,
    description: task.description || (rest.description ?? ""),
    completed: rest.completed ?? false,
    dueOn: isDated ? task.dueOn : (rest.dueOn ?? null),
    dueTime: isDated ? task.dueTime : (rest.dueTime ?? null),
    startsOn: rest.startsOn ?? null,
    priority: task.priority || (rest.priority ?? 0),
    listId: task.list === null ? (rest.listId ?? null) : null,
    sectionId: task.list === null ? (rest.sectionId ?? null) : null,
    parentId: rest.parentId ?? null,
    tags,
    repeat: task.repeat === null ? (rest.repeat ?? null) : null,
    listName: task.list,
    lineRepeat: task.repeat,
  };
}

/** The first of each, in whatever case. */
function distinct(tags: readonly string[]): string[] {
  const byName = new Map(tags.toReversed().map((tag) => [tag.toLowerCase(), tag]));
  return [...byName.values()].toReversed();
}
