/** One request for many tasks. */
import type { BulkAction } from "../models/bulk.ts";
import { isTagName } from "../models/tag_name.ts";
import { singleLine } from "../text.ts";
import type { Parsed } from "./field_parsers.ts";
import { type FormResult, fieldsOf, typed } from "./fields.ts";
import { parsePositiveInteger } from "./numbers.ts";
import { readDay, readId, readPriority } from "./task_json.ts";

export const BULK_MAX = 1_000;

export const BULK_ACTIONS = [
  "complete",
  "reopen",
  "delete",
  "move",
  "tag",
  "untag",
  "due",
  "priority",
  "top",
  "up",
  "down",
  "bottom",
] as const satisfies BulkAction["kind"][];

export interface ApiBulk {
  /** Each once. */
  ids: number[];
  action: BulkAction;
}

/**
 * `ids` and `action`, with what the action needs: `list_id` and `section_id` to move (null: Inbox),
 * `tag`, `due_on` (null: no date), `priority`.
 */
export function parseBulk(body: unknown): FormResult<ApiBulk, string> {
  const fields = fieldsOf(body);
  const ids = readIds(fields.ids);
  const kind = BULK_ACTIONS.find((one) => one === fields.action);
  const errors: Record<string, string> = ids.ok ? {} : { ids: ids.message };
  if (kind === undefined) errors.action = `Action must be one of ${BULK_ACTIONS.join(", ")}`;
  const action = kind === undefined ? null : readAction(kind, fields, errors);
  if (!ids.ok || action === null) return { ok: false, values: {}, errors };
  return { ok: true, value: { ids: ids.value, action } };
}

/** null: what it needs is not right, and `errors` says so. */
function readAction(
  kind: BulkAction["kind"],
  fields: Record<string, unknown>,
  errors: Record<string, string>,
): BulkAction | null {
  const take = <T>(field: string, read: Parsed<T>, then: (value: T) => BulkAction) => {
    // What is not sent is no wish for nothing.
    const isSent = fields[field] !== undefined;
    if (isSent && read.ok) return then(read.value);
    errors[field] = read.ok ? `Send ${field} with the action ${kind}` : read.message;
    return null;
  };
  switch (kind) {
    case "tag":
    case "untag":
      return take("tag", readTag(fields.tag), (name) => ({ kind, name }));
    case "due":
      return take("due_on", readDay(fields.due_on, "Due date"), (dueOn) => ({ kind, dueOn }));
    case "priority":
      return take("priority", readPriority(fields.priority), (priority) => ({ kind, priority }));
    case "move": {
      const section = readId(fields.section_id, "Section");
      if (!section.ok) errors.section_id = section.message;
      const list = readId(fields.list_id, "List");
      const move = take("list_id", list, (listId) => ({ kind, listId, sectionId: null }));
      return move === null || !section.ok
        ? null
        : ({ ...move, sectionId: section.value } as BulkAction);
    }
    default:
      return { kind };
  }
}

function readIds(sent: unknown): Parsed<number[]> {
  if (!Array.isArray(sent) || sent.length === 0) {
    return { ok: false, message: "Ids must be a list of task numbers" };
  }
  if (sent.length > BULK_MAX) return { ok: false, message: "Ids must be 1,000 or fewer" };
  const ids = sent.map((one) => (typeof one === "number" ? parsePositiveInteger(one) : null));
  return ids.every((id) => id !== null)
    ? { ok: true, value: [...new Set(ids)] }
    : { ok: false, message: "Ids must be a list of task numbers" };
}

function readTag(sent: unknown): Parsed<string> {
  const name = singleLine(typed(sent)).replace(/^#/, "");
  return isTagName(name)
    ? { ok: true, value: name }
    : { ok: false, message: "Tag must be letters, digits, - and _ only, 50 at the most" };
}
