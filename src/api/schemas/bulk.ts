/** One request for many tasks. */
import { z } from "zod";
import { invalid, ok, type Parsed } from "../../forms/field_parsers.ts";
import { typed } from "../../forms/fields.ts";
import { INTEGER_MAX, parsePositiveInteger } from "../../forms/numbers.ts";
import type { BulkAction } from "../../models/bulk.ts";
import { isTagName } from "../../models/tag_name.ts";
import { singleLine } from "../../text.ts";
import { component, day, field, parser, reference, rowId, type Sent } from "./fields.ts";
import { priorityOrNone } from "./tasks.ts";

const IDS_MAX = 1_000;

const ids = field(readIds, {
  type: "array",
  minItems: 1,
  maxItems: IDS_MAX,
  items: { type: "integer", minimum: 1, maximum: INTEGER_MAX },
  description: "The tasks. One that does not exist is ignored.",
});
const listId = reference("List", "The list to move them to; null for the Inbox.");
const sectionId = reference("Section", "A section of that list.");
const dueOn = day("Due date")
  .nullable()
  .describe(
    "The new due date; null for none, which also ends the series. Of a series it moves this occurrence only. A date before the start date clears that. An item of a checklist gets none, and stays as it is.",
  );
const tag = field(readTag, { type: "string", description: "With or without the `#`." });

const action = z.discriminatedUnion(
  "action",
  [
    z.object({
      action: z.enum(["complete", "reopen", "delete", "skip", "top", "up", "down", "bottom"]),
    }),
    z.object({
      action: z.literal("move"),
      section_id: sectionId.default(null),
      list_id: needed("move", "list_id", listId),
    }),
    z.object({ action: z.enum(["tag", "untag"]), tag }),
    z.object({ action: z.literal("due"), due_on: needed("due", "due_on", dueOn) }),
    z.object({
      action: z.literal("priority"),
      priority: needed("priority", "priority", priorityOrNone).describe(
        "The new priority; null for none.",
      ),
    }),
  ],
  "Action must be one of complete, reopen, delete, skip, move, tag, untag, due, priority, top, up, down, bottom",
);

export const Bulk = z
  .object({ ids })
  .and(action)
  .meta({ id: "Bulk", description: "Which tasks, and what to do." });

/** The ids are each there once. */
export const parseBulk = parser(Bulk, ({ ids, ...sent }) => ({ ids, action: toAction(sent) }));

export const BulkDone = component("BulkDone", "Done, with one entry in the history.", {
  count: z.int().min(0).describe("How many of the tasks exist."),
  changed: z.int().min(0).describe("How many of them were changed."),
  change_id: rowId("The one entry in the history; null when nothing changed.").nullable(),
});

function toAction(sent: Sent<typeof action>): BulkAction {
  switch (sent.action) {
    case "move":
      return { kind: "move", listId: sent.listId, sectionId: sent.sectionId };
    case "tag":
    case "untag":
      return { kind: sent.action, name: sent.tag };
    case "due":
      return { kind: "due", dueOn: sent.dueOn };
    case "priority":
      return { kind: "priority", priority: sent.priority };
    default:
      return { kind: sent.action };
  }
}

/** What an action cannot do without: not to send it is not the same as to send null. */
function needed<Schema extends z.ZodType>(action: string, name: string, schema: Schema) {
  return z.preprocess((sent, context) => {
    if (sent === undefined) context.addIssue(`Send ${name} with the action ${action}`);
    return sent;
  }, schema);
}

function readIds(sent: unknown): Parsed<number[]> {
  if (!Array.isArray(sent) || sent.length === 0) return invalid(IDS_PROBLEM);
  if (sent.length > IDS_MAX) return invalid("Ids must be 1,000 or fewer");
  const ids = sent.map((one) => (typeof one === "number" ? parsePositiveInteger(one) : null));
  return ids.every((id) => id !== null) ? ok([...new Set(ids)]) : invalid(IDS_PROBLEM);
}

function readTag(sent: unknown): Parsed<string> {
  const name = singleLine(typed(sent)).replace(/^#/, "");
  return isTagName(name)
    ? ok(name)
    : invalid("Tag must be letters, digits, - and _ only, at most 50");
}

const IDS_PROBLEM = "Ids must be a list of task numbers";
