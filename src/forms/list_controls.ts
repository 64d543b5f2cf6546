/** The filters and the order of a list, as query parameters. */
import { PRIORITIES, type Priority } from "../models/priority.ts";
import type { Sort, Status } from "../models/task_filters.ts";
import { withQuery } from "../paths.ts";
import { nulAsSpace } from "../text.ts";
import { PRIORITY_PROBLEM } from "./field_parsers.ts";
import { typed } from "./fields.ts";
import { parsePositiveInteger } from "./numbers.ts";

/** null: the default of the view. */
export interface ListOptions {
  status: Status | null;
  sort: Sort | null;
  /** A name; there may be no such tag. */
  tag: string | null;
  priority: Priority | null;
  /** One section of a list. */
  section: number | null;
  /** Among all tasks, also those of archived lists. */
  archived: true | null;
  /** A search query, as typed. */
  q: string | null;
}

export const STATUSES = ["all", "pending", "completed"] as const satisfies Status[];
/** Those that a user can choose. */
export const SORTS = ["manual", "due", "priority", "created", "title"] as const satisfies Sort[];

/** The messages for a parameter that is not one of its values. */
export const PARAMETER_PROBLEMS = {
  status: "Status must be all, pending or completed",
  sort: "Sort must be manual, due, priority, created or title",
  tag: "Tag must be the name of one tag",
  q: "Query must be one text",
} as const;

/** The query parameters of an address; repeated ones as an array. */
export function parametersOf(search: URLSearchParams): Record<string, string | string[]> {
  const names = new Set(search.keys());
  return Object.fromEntries(
    [...names].map((name) => {
      const [first = "", ...more] = search.getAll(name);
      return [name, more.length === 0 ? first : [first, ...more]];
    }),
  );
}

/**
 * Parses `status`, `sort`, `tag`, `priority` (none, low, medium, high), `section`, `archived` (1) and
 * `q`. An empty parameter, which a form sends, is null.
 * @returns the options, or the message that explains why they are invalid.
 */
export function parseListOptions(query: Record<string, unknown>): ListOptions | string {
  const status = oneOf(STATUSES, query.status);
  const sort = oneOf(SORTS, query.sort);
  const priority = oneOf(PRIORITIES, query.priority);
  const { tag = "", section = "", q = "" } = query;
  const archived = oneOf(["0", "1"], query.archived);
  const sectionId = section === "" ? null : parsePositiveInteger(section);
  if (status === undefined) return PARAMETER_PROBLEMS.status;
  if (sort === undefined) return PARAMETER_PROBLEMS.sort;
  if (typeof tag !== "string") return PARAMETER_PROBLEMS.tag;
  if (priority === undefined) return PRIORITY_PROBLEM;
  if (section !== "" && sectionId === null) return "Section must be the number of a section";
  if (archived === undefined) return "Archived must be 1 or 0";
  if (typeof q !== "string") return PARAMETER_PROBLEMS.q;
  return {
    status,
    sort,
    archived: archived === "1" ? true : null,
    tag: typed(tag).replace(/^#/, "") || null,
    priority: priority === null ? null : (PRIORITIES.indexOf(priority) as Priority),
    section: sectionId,
    q: typed(nulAsSpace(q)).trim() || null,
  };
}

/** The address of a list with these options; defaults are left out. */
export function listAddress(
  path: string,
  options: Partial<ListOptions>,
  paging: { limit?: number | undefined; cursor?: string | undefined } = {},
): string {
  const { status, sort, tag, priority, section, archived, q } = options;
  return withQuery(path, {
    q,
    status,
    sort,
    tag,
    priority: priority == null ? null : PRIORITIES[priority],
    section,
    archived: archived ? 1 : null,
    ...paging,
  });
}

/** null: nothing was sent; undefined: it is invalid. */
function oneOf<T extends string>(known: readonly T[], sent: unknown): T | null | undefined {
  if (sent === undefined || sent === "") return null;
  return known.find((value) => value === sent);
}
