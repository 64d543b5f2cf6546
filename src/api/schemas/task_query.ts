/** Which tasks a program asks for: as a list's page is narrowed and ordered, and by more besides. */
import { z } from "zod";
import { invalid, ok, type Parsed } from "../../forms/field_parsers.ts";
import { PARAMETER_PROBLEMS, SORTS, STATUSES } from "../../forms/list_controls.ts";
import { INTEGER_MAX, parsePositiveInteger } from "../../forms/numbers.ts";
import { decodeCursor } from "../../forms/task_list.ts";
import type { Sort } from "../../models/task_filters.ts";
import { sortOfQuery } from "../../search/parse.ts";
import { storable } from "../../text.ts";
import {
  CURSOR_PROBLEM,
  cursorText,
  day,
  field,
  limit,
  queryFlag,
  queryParser,
  wholeNumber,
} from "./fields.ts";
import { priority, toPriority } from "./tasks.ts";

const parameters = z.object({
  status: z.enum(STATUSES, PARAMETER_PROBLEMS.status).default("all").describe("Which tasks."),
  sort: z
    .enum(SORTS, PARAMETER_PROBLEMS.sort)
    .describe(
      "In which order. Without it the newest come first; with `status=completed`, the latest completed; and what `q` finds by words, the best match.",
    )
    .optional(),
  tag: z
    .string(PARAMETER_PROBLEMS.tag)
    .transform((name) => storable(name).replace(/^#/, ""))
    .describe("Only tasks with this tag, by its name.")
    .optional(),
  priority: priority.transform(toPriority).describe("Only tasks of this priority.").optional(),
  q: z
    .string(PARAMETER_PROBLEMS.q)
    .transform((text) => text.trim() || null)
    .describe(
      'Only tasks that this query finds, as the search page takes it: words, `"phrase"`, `-not`, `or`, parentheses, `list:home`, `tag:x`, `is:open`, `has:notes`, `due<friday`, `priority>=medium`, `sort:due`. At most 1,000 characters. Tasks of archived lists and of the Trash are found with `is:archived` and `is:deleted`, also with `list_id`, `archived` or `parent_id`. Days are those of the user\'s time zone.',
    )
    .optional(),
  limit,
  cursor: z.unknown().meta(cursorText).optional(),
  list_id: field(readList, {
    anyOf: [{ type: "integer", minimum: 1, maximum: INTEGER_MAX }, { enum: [0, "inbox"] }],
    description:
      "Only tasks in this list; `inbox` or 0 for those in none. A list that does not exist holds nothing. With `q` it is as if the query named the list.",
  }).optional(),
  archived: queryFlag("Archived").describe(
    "Whether to include the tasks of archived lists. With `list_id` it makes no difference.",
  ),
  parent_id: wholeNumber("Parent must be the number of a task")
    .describe("The checklist of this task, in place of the tasks that are on none.")
    .optional(),
  due_from: day("Due from").describe("Only tasks due on this day or later.").optional(),
  due_to: day("Due to").describe("Only tasks due on this day or earlier.").optional(),
});

export const taskQuery = parameters.transform(
  (
    { tag = null, priority = null, due_from = null, due_to = null, q = null, ...query },
    context,
  ) => {
    const usual = query.status === "completed" ? "completed" : "created";
    const sort: Sort = query.sort ?? (q === null ? null : sortOfQuery(q)) ?? usual;
    // A cursor is of one order.
    const cursor = query.cursor === undefined ? null : decodeCursor(query.cursor, sort);
    if (cursor === undefined) {
      context.addIssue({ code: "custom", path: ["cursor"], message: CURSOR_PROBLEM });
      return z.NEVER;
    }
    return { ...query, tag, priority, due_from, due_to, q, sort, cursor };
  },
);

/**
 * Without `listId`, wherever they are (null: the Inbox); without `parentId`, those on no checklist.
 * @returns the query, or the sentence that says what is wrong with it.
 */
export const parseApiTaskQuery = queryParser(taskQuery);

export type ApiTaskQuery = Exclude<ReturnType<typeof parseApiTaskQuery>, string>;

function readList(sent: unknown): Parsed<number | null> {
  if (sent === "0" || sent === "inbox") return ok(null);
  const id = parsePositiveInteger(sent);
  return id === null ? invalid("List must be the number of a list, or inbox") : ok(id);
}
