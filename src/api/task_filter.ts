/** Turns the query of a request for tasks into a filter. */
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
    // No tag has the id 0: an unknown tag matches nothing.
    ...(tag !== null && { tagId: (await findTag(scope, tag))?.id ?? 0 }),
    ...(priority !== null && { priority }),
    ...((dueFrom !== null || dueTo !== null) && { due: { from: dueFrom, to: dueTo } }),
  };
}

function sourceOf({ listId }: ApiTaskQuery): TaskSource {
  if (listId === undefined) return { kind: "all" };
  return listId === null ? { kind: "inbox" } : { kind: "list", listId };
}
