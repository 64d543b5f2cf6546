/** The history and the trash. */
import { z } from "zod";
import { CHANGE_KINDS } from "../../db/change_description.ts";
import { parsePositiveInteger } from "../../forms/numbers.ts";
import { decodeTrashCursor } from "../../forms/trash_page.ts";
import {
  COMPONENTS,
  cursor,
  flag,
  limit,
  pageOf,
  parser,
  queryParser,
  rowId,
  timestamp,
} from "./fields.ts";

export const historyQuery = z.object({ limit, cursor: cursor(parsePositiveInteger) });

/** `before`: goes on after this entry; null: from the latest. */
export const parseHistoryPage = queryParser(historyQuery, ({ limit, cursor = null }) => ({
  limit,
  before: cursor,
}));

export const Change = z
  .object({
    id: rowId("Counted per user."),
    kind: z.enum(CHANGE_KINDS).describe("What was done, for programs."),
    label: z.string().min(1).describe("The same, for people."),
    subject: z.string().nullable().describe("To what: a title, or `14 tasks`."),
    created_at: timestamp("When it was done."),
    undoes: rowId("The entry that this one undid.").nullable(),
    undone_by: rowId("The entry that undid this one.").nullable(),
  })
  .register(COMPONENTS, {
    id: "Change",
    examples: {
      usual: {
        id: 41,
        kind: "task.completed",
        label: "Completed",
        subject: "Pay the rent",
        created_at: "2026-11-20T08:41:07.250Z",
        undoes: null,
        undone_by: null,
      },
    },
  });

export type ChangeJson = z.output<typeof Change>;

export const History = pageOf("History", "changes", Change);

export const Undo = z
  .object({
    force: flag("Force")
      .prefault(false)
      .describe("Undo also where rows have changed since: they become what they were before."),
  })
  .describe("Whether to undo it in any case.")
  .register(COMPONENTS, { id: "Undo", examples: { usual: {}, force: { force: true } } });

/** `{"force": true}` also where rows have changed since. */
export const parseUndo = parser(Undo);

export const Undone = z
  .object({
    change_id: rowId("The entry that undid it. To undo that one is to redo this one."),
  })
  .describe("It is as before.")
  .register(COMPONENTS, { id: "Undone", examples: { usual: { change_id: 42 } } });

export const UndoConflict = z
  .object({
    error: z.string().min(1),
    conflicts: z
      .array(
        z.object({
          type: z.enum(["task", "list", "section", "tag", "change"]),
          id: rowId("Of the row."),
          name: z.string().nullable().describe("As it is now; null when it is gone."),
        }),
      )
      .min(1)
      .describe("What is not as the entry left it."),
  })
  .describe("Some of it has changed since, and nothing was done.")
  .register(COMPONENTS, {
    id: "UndoConflict",
    examples: {
      changed: {
        error: "Some of it has changed since",
        conflicts: [{ type: "task", id: 7, name: "Pay the rent" }],
      },
    },
  });

export const trashQuery = z.object({ limit, cursor: cursor(decodeTrashCursor) });

export const parseTrashPage = queryParser(trashQuery, ({ limit, cursor = null }) => ({
  limit,
  cursor,
}));

export const TrashedTask = z
  .object({
    id: rowId("Of the task."),
    title: z.string(),
    deleted_at: timestamp("When it was deleted; 30 days later it is removed for good."),
  })
  .register(COMPONENTS, {
    id: "TrashedTask",
    examples: { usual: { id: 9, title: "Buy stamps", deleted_at: "2026-11-20T08:41:07.250Z" } },
  });

export type TrashedTaskJson = z.output<typeof TrashedTask>;

export const Trash = pageOf("Trash", "tasks", TrashedTask);
