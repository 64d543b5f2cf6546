/** What the history is filtered by, as query parameters. */
import type { ChangeFilter } from "../models/change_filters.ts";
import { CHANGE_GROUPS } from "../models/change_groups.ts";
import { paths, withQuery } from "../paths.ts";
import { lengthOf } from "../text.ts";
import { typed } from "./fields.ts";
import { parsePositiveInteger } from "./numbers.ts";

/** In characters; a title has no more. */
export const WORDS_MAX = 200;

/** The messages for a parameter that is not one of its values. */
export const FILTER_PROBLEMS = {
  task: "Task must be the number of a task",
  kind: `Kind must be ${CHANGE_GROUPS.slice(0, -1).join(", ")} or ${CHANGE_GROUPS.at(-1)}`,
  q: `The words to look for must be ${WORDS_MAX} characters or less`,
} as const;

/**
 * Parses `task`, `kind` and `q`. An empty parameter, which a form sends, is none.
 * @returns the filter, or the message that explains why it is invalid.
 */
export function parseHistoryFilter(query: Record<string, unknown>): ChangeFilter | string {
  const { task = "", kind = "", q = "" } = query;
  const id = task === "" ? null : parsePositiveInteger(task);
  if (task !== "" && id === null) return FILTER_PROBLEMS.task;
  const group = CHANGE_GROUPS.find((one) => one === kind) ?? null;
  if (kind !== "" && group === null) return FILTER_PROBLEMS.kind;
  const words = typed(q).trim();
  if (typeof q !== "string" || lengthOf(words) > WORDS_MAX) return FILTER_PROBLEMS.q;
  return { task: id, group, words };
}

/** @param before the page: only entries before this one. */
export function historyAddress(
  { task, group, words }: ChangeFilter,
  before: number | null = null,
): string {
  return withQuery(paths.history, { task, kind: group, q: words || null, cursor: before });
}
