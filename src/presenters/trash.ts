/** The trash, and the confirmation pages before something is deleted for good. */

import type { ClockSettings } from "../dates/date_settings.ts";
import { encodeTrashCursor } from "../forms/trash_page.ts";
import type { PageModel } from "../http/reply.ts";
import type { Task } from "../models/task_records.ts";
import type { listTrash } from "../models/trash.ts";
import { paths } from "../paths.ts";
import { tasksText } from "./change_text.ts";
import { toMoment } from "./moment.ts";

export function trashPage(
  { tasks, next }: Awaited<ReturnType<typeof listTrash>>,
  { cursor, clock }: { cursor: object | null; clock: ClockSettings },
): PageModel<"trash/index"> {
  return {
    title: "Trash",
    rows: tasks.map(({ id, title, deletedAt }) => ({
      id,
      title,
      deletedAt: toMoment(deletedAt, clock),
    })),
    nextHref: next === null ? null : `${paths.trash}?cursor=${encodeTrashCursor(next)}`,
    continued: cursor !== null,
  };
}

/**
 * What is shown instead of a task in the trash. It is as little there as one that never was: a 404.
 * @param returnTo the page that Restore leads to.
 */
export function deletedTaskPage(
  { id, title, deletedAt }: Task,
  clock: ClockSettings,
  returnTo: string,
): PageModel<"tasks/deleted"> {
  const moment = toMoment(deletedAt ?? new Date(0), clock);
  return { title: "In the Trash", status: 404, id, name: title, deletedAt: moment, returnTo };
}

export function confirmPurgeOne({
  id,
  title,
}: Pick<Task, "id" | "title">): PageModel<"forms/confirm"> {
  const heading = "Delete it for good?";
  return {
    title: heading,
    heading,
    explanation: `“${title}” cannot be brought back, and it disappears from the history.`,
    action: paths.purge(id),
    fields: [{ name: "confirmed", label: null, kind: "hidden", value: "1" }],
    submitLabel: "Delete it for good",
    isDanger: true,
    cancelHref: paths.trash,
  };
}

/** @param confirmed the number that was confirmed, which is not the number now; null: none yet. */
export function confirmPurgeAll(
  count: number,
  confirmed: number | null,
): PageModel<"forms/confirm"> {
  const heading = `Delete ${tasksText(count)} for good?`;
  const changed =
    confirmed === null ? "" : `The Trash has changed: it now has ${tasksText(count)}. `;
  return {
    title: heading,
    status: confirmed === null ? 200 : 409,
    heading,
    explanation: `${changed}Tasks deleted for good cannot be brought back, and they disappear from the history. The Trash empties itself after 30 days anyway.`,
    action: paths.purgeAll,
    fields: [{ name: "confirmed", label: null, kind: "hidden", value: String(count) }],
    submitLabel: `Delete ${tasksText(count)} for good`,
    isDanger: true,
    cancelHref: paths.trash,
  };
}
