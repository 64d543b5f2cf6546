/** Turns the query of a request for tasks into a filter. */
import type { UserScope } from "../db/scope.ts";
import { orBadRequest } from "../errors.ts";
import { PARAMETER_PROBLEMS } from "../forms/list_controls.ts";
import { readQuery } from "../models/search_query.ts";
import type { QueryFilter, TaskFilter, TaskSource } from "../models/task_filters.ts";
import { isTooLong, QUERY_TOO_LONG } from "../search/parse.ts";
import { InvalidFields } from "./errors.ts";
import { type ApiTaskQuery, parseApiTaskQuery } from "./schemas/task_query.ts";

/** @throws InvalidFields for a search query that is not one text, and BadRequest for any other fault. */
export function readTaskQuery(sent: Record<string, unknown>): ApiTaskQuery {
  const { q = "" } = sent;
  if (typeof q !== "string") throw new InvalidFields({ q: PARAMETER_PROBLEMS.q });
  return orBadRequest(parseApiTaskQuery(sent));
}

/** @throws InvalidFields for a search query that cannot be understood. */
export async function filterFor(scope: UserScope, query: ApiTaskQuery): Promise<TaskFilter> {
  const { status, tag, priority, parentId, dueFrom, dueTo, q } = query;
  return {
    source: sourceOf(query),
    status,
    parentId,
    ...(tag !== null && { tag }),
    ...(priority !== null && { priority }),
    ...((dueFrom !== null || dueTo !== null) && { due: { from: dueFrom, to: dueTo } }),
    ...(q !== null && { where: await readWhere(scope, q) }),
  };
}

function sourceOf({ listId, archived, q, parentId }: ApiTaskQuery): TaskSource {
  if (listId !== undefined) return listId === null ? { kind: "inbox" } : { kind: "list", listId };
  const isSearch = q !== null && !archived && parentId === undefined;
  return isSearch ? { kind: "search" } : { kind: "all", archived };
}

/** A program is told what is wrong, and gets no results of what was understood. */
async function readWhere(scope: UserScope, q: string): Promise<QueryFilter> {
  // Nothing of it is read, so that no other fault matters.
  if (isTooLong(q)) throw new InvalidFields({ q: QUERY_TOO_LONG });
  const { where, faults } = await readQuery(scope, q);
  const [first] = faults;
  if (first !== undefined) throw new InvalidFields({ q: first.message });
  return where;
}
