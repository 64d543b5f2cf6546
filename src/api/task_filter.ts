/** From what a program asks for to the tasks that a view holds. */
import type { UserScope } from "../db/scope.ts";
import { findTag } from "../models/tags.ts";
import type { TaskFilter, TaskSource } from "../models/task_filters.ts";
import type { ApiTaskQuery } from "./schemas/task_query.ts";

export async function filterFor(scope: UserScope, query: ApiTaskQuery): Promise<TaskFilter> {
  const { status, tag, priority, parentId, dueFrom, dueTo } = query;
  return {
    source: sourceOf(query),
    status,
    parentId,
    // No tag has the number 0: a tag that there is not is on nothing.
    ...(tag !== null && { tagId: (await findTag(scope, tag))?.id ?? 0 }),
    ...(priority !== null && { priority }),
    ...((dueFrom !== null || dueTo !== null) && { due: { from: dueFrom, to: dueTo } }),
  };
}

function sourceOf({ listId }: ApiTaskQuery): TaskSource {
  if (listId === undefined) return { kind: "all" };
  return listId === null ? { kind: "inbox" } : { kind: "list", listId };
}
