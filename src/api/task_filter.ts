/** Turns the query of a request for tasks into a filter. */
import type { UserScope } from "../db/scope.ts";
import { orBadRequest } from "../errors.ts";
import { PARAMETER_PROBLEMS } from "../forms/list_controls.ts";
import { readQuery } from "../models/search_query.ts";
import type { QueryFilter, TaskFilter, TaskSource } from "../models/task_filters.ts";
import { isTooLong, QUERY_TOO_LONG } from "../search/parse.ts";
import type { Condition } from "../search/resolve.ts";
import { grouped, negated } from "../search/tree.ts";
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
    status,
    parentId,
    ...(tag !== null && { tag }),
    ...(priority !== null && { priority }),
    ...((dueFrom !== null || dueTo !== null) && { due: { from: dueFrom, to: dueTo } }),
    ...(q === null
      ? { source: sourceOf(query) }
      : { source: { kind: "search" }, where: withinSource(await readWhere(scope, q), query) }),
  };
}

function sourceOf({ listId, archived }: ApiTaskQuery): TaskSource {
  if (listId === undefined) return { kind: "all", archived };
  return listId === null ? { kind: "inbox" } : { kind: "list", listId };
}

/** As if the query named the list: what is in the trash, or archived, is found where it asks for that. */
function withinSource(where: QueryFilter, { listId, archived }: ApiTaskQuery): QueryFilter {
  const within: Condition[] = [
    ...(listId === undefined ? [] : [inList(listId)]),
    ...(archived ? [ARCHIVED_OR_NOT] : []),
  ];
  const condition = grouped("and", [where.condition, ...within]);
  return { ...where, condition: condition ?? where.condition };
}

/** The name is only for an explanation. */
function inList(id: number | null): Condition {
  return { kind: "list", id, name: "", section: null };
}

const ARCHIVED = { kind: "is", state: "archived" } as const;
/** Always true, but it asks for both. */
const ARCHIVED_OR_NOT: Condition = { kind: "or", children: [ARCHIVED, negated(ARCHIVED)] };

/** A program is told what is wrong, and gets no results of what was understood. */
async function readWhere(scope: UserScope, q: string): Promise<QueryFilter> {
  // Nothing of it is read, so that no other fault matters.
  if (isTooLong(q)) throw new InvalidFields({ q: QUERY_TOO_LONG });
  const { where, faults } = await readQuery(scope, q);
  const [first] = faults;
  if (first !== undefined) throw new InvalidFields({ q: first.message });
  return where;
}
