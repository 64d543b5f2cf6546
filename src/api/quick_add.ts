/** Quick add over the API: a task from one line of text. */

import { archivedPlaceOf, atNamedPlace } from "../forms/named_place.ts";
import { lineProblem } from "../forms/quick_add.ts";
import type { RequestContext } from "../http/request_context.ts";
import { listOutline } from "../models/lists.ts";
import { TAGS_MAX } from "../models/tag_name.ts";
import type { NewTask } from "../models/task_mutations.ts";
import { parseQuickAdd } from "../quick_add/parse.ts";
import { type Unread, unreadIn } from "../quick_add/unread.ts";
import { nameKey } from "../text.ts";
import { InvalidFields, valid } from "./errors.ts";
import { parseApiTaskChanges, parseQuickLine } from "./schemas/tasks.ts";

/**
 * `{"quick_add": "…"}`: the other fields apply where the line does not say anything else.
 * @returns also what was not read of the line.
 * @throws InvalidFields, TooManyRequests
 */
export async function readQuickAdd({
  scope,
  fields,
  services,
}: RequestContext): Promise<{ input: NewTask; unread: Unread[] }> {
  const { quick_add: sent, title, ...others } = fields;
  const line = parseQuickLine(sent);
  if (!line.ok) throw new InvalidFields({ quick_add: line.message });
  if (title !== undefined) throw new InvalidFields({ quick_add: "Send either quick_add or title" });
  // A new task does not have a version to compare.
  const { version: _, ...rest } = valid(parseApiTaskChanges(others));
  const metered = services.parsing.of(scope.userId);
  const task = metered(() => parseQuickAdd(line.value, scope.dateContext));
  const problem = lineProblem(task);
  if (problem !== null) throw new InvalidFields({ quick_add: problem });
  const tags = distinct([...task.tags, ...(rest.tags ?? [])]);
  if (tags.length > TAGS_MAX) {
    throw new InvalidFields({ tags: `A task can have at most ${TAGS_MAX} tags` });
  }
  const { dueOn, dueTime } = task.dueOn === null ? rest : task;
  const named = { listName: task.list, listId: null, sectionId: null };
  const lists = task.list === null ? [] : await listOutline(scope);
  if (archivedPlaceOf(named, lists) !== null) {
    throw new InvalidFields({ quick_add: "List is archived: bring it back first" });
  }
  const place = task.list === null ? rest : atNamedPlace(named, lists);
  const input = {
    ...rest,
    ...(dueOn === undefined ? {} : { dueOn }),
    ...(dueTime === undefined ? {} : { dueTime }),
    title: task.title,
    description: task.description || (rest.description ?? ""),
    priority: task.priority || (rest.priority ?? 0),
    ...place,
    tags,
    repeat: task.repeat ?? rest.repeat ?? null,
  };
  return { input, unread: unreadIn(line.value, task) };
}

/** Without repeats of a name; the first spelling stays. */
function distinct(tags: readonly string[]): string[] {
  const byName = new Map(tags.toReversed().map((tag) => [nameKey(tag), tag]));
  return [...byName.values()].toReversed();
}
