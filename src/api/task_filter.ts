/** Turns the query of a request for tasks into a filter. */
import type { TaskFilter, TaskSource } from "../models/task_filters.ts";
import type { ApiTaskQuery } from "./schemas/task_query.ts";

export function filterFor(query: ApiTaskQuery): TaskFilter {
  const { status, tag, priority, parentId, dueFrom, dueTo } = query;
  return {
    source: sourceOf(query),
    status,
    parentId,
    ...(tag !== null && { tag }),
    ...(priority !== null && { priority }),
    ...((dueFrom !== null || dueTo !== null) && { due: { from: dueFrom, to: dueTo } }),
  };
}

function sourceOf({ listId, archived }: ApiTaskQuery): TaskSource {
  if (listId === undefined) return { kind: "all", archived };
  return listId === null ? { kind: "inbox" } : { kind: "list", listId };
}
