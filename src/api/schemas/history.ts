/** The history and the trash. */
import { z } from "zod";
import { CHANGE_KINDS } from "../../db/change_description.ts";
import { FILTER_PROBLEMS, WORDS_MAX } from "../../forms/history_filter.ts";
import { parsePositiveInteger } from "../../forms/numbers.ts";
import { decodeTrashCursor } from "../../forms/trash_page.ts";
import { CHANGE_GROUPS } from "../../models/change_groups.ts";
import { storable } from "../../text.ts";
import {
  component,
  flag,
  pageOf,
  pageQuery,
  parser,
  queryParser,
  rowId,
  timestamp,
  wholeNumber,
} from "./fields.ts";

export const historyQuery = pageQuery(parsePositiveInteger).extend({
  task: wholeNumber(FILTER_PROBLEMS.task)
    .describe("Only what was done to this task or to its checklist.")
    .optional(),
  kind: z
    .enum(CHANGE_GROUPS, FILTER_PROBLEMS.kind)
    .describe("Only this kind of changes, as the history of the pages offers them.")
    .optional(),
  q: z
    .string(FILTER_PROBLEMS.q)
    .max(WORDS_MAX, FILTER_PROBLEMS.q)
    .transform(storable)
    .describe("Only entries whose title has all of these words; case and accents do not matter.")
    .optional(),
});

/** `before`: goes on after this entry; null: from the latest. */
export const parseHistoryPage = queryParser(
  historyQuery,
  ({ limit, cursor = null, task = null, kind = null, q = "" }) => ({
    limit,
    before: cursor,
    filter: { task, group: kind, words: q.trim() },
  }),
);

export const Change = z
  .object({
    id: rowId("Counted per user."),
    kind: z.enum(CHANGE_KINDS).describe("What was done, for programs."),
    label: z.string().min(1).describe("The same, for people."),
    subject: z.string().nullable().describe("What was changed: a title, or `14 tasks`."),
    created_at: timestamp("When it was done."),
    undoes: rowId("The entry that this one undid.").nullable(),
    undone_by: rowId("The entry that undid this one.").nullable(),
  })
  .meta({ id: "Change" });

export type ChangeJson = z.output<typeof Change>;

export const History = pageOf("History", "changes", Change);

export const Undo = component("Undo", "Whether to undo it in spite of later changes.", {
  force: flag("Force")
    .default(false)
    .describe(
      "Undo it although rows have changed since: what this change has changed becomes what it was before. Later changes of other fields stay, and a task that it had added goes to the trash if it was changed since.",
    ),
});

/** `{"force": true}` also where rows have changed since. */
export const parseUndo = parser(Undo);

export const Undone = component("Undone", "The change is undone.", {
  change_id: rowId("The entry of the undo. Undoing that one redoes this one."),
});

const changedRow = z.object({
  type: z.enum(["task", "list", "section", "tag", "search", "change"]),
  id: rowId("The id of the row."),
  name: z.string().nullable().describe("Its present name; null when it is gone."),
});

export const UndoConflict = component(
  "UndoConflict",
  "Rows of the change have changed since, or names that it needs are in use, and nothing was done.",
  {
    error: z.string().min(1),
    conflicts: z
      .array(changedRow)
      .describe(
        "The rows that have changed since, which `force` undoes nevertheless; or those that have the names by now, which need other ones first; empty when a row that the change needs is gone for good.",
      ),
  },
);

export const trashQuery = pageQuery(decodeTrashCursor);

export const parseTrashPage = queryParser(trashQuery, ({ limit, cursor = null }) => ({
  limit,
  cursor,
}));

export const TrashedTask = z
  .object({
    id: rowId("The id of the task."),
    title: z.string(),
    deleted_at: timestamp("When it was deleted; 30 days later it is removed for good."),
  })
  .meta({ id: "TrashedTask" });

export type TrashedTaskJson = z.output<typeof TrashedTask>;

export const Trash = pageOf("Trash", "tasks", TrashedTask);
