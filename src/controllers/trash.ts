/** What was deleted, for 30 days: put back, or deleted for good. */
import type { Request, Response } from "express";
import { BadRequest, NotFound } from "../errors.ts";
import { fieldsOf } from "../forms/fields.ts";
import { parsePositiveInteger } from "../forms/numbers.ts";
import { encodeTrashCursor, parseTrashPage } from "../forms/paging_json.ts";
import type { ViewerHandler } from "../http/require_user.ts";
import type { Task } from "../models/task_records.ts";
import { findDeletedTask } from "../models/tasks.ts";
import { countTrash, listTrash, purgeTrash } from "../models/trash.ts";
import { paths } from "../paths.ts";
import type { Services } from "../services.ts";
import { makePage, show, toMoment } from "./pages.ts";
import { numberIn } from "./row_changes.ts";
import { tell } from "./telling.ts";

export function trash(context: Services) {
  const index: ViewerHandler = async (req, res, viewer) => {
    const asked = parseTrashPage(req.query);
    if (typeof asked === "string") throw new BadRequest(asked);
    const { tasks, next } = await listTrash(viewer.scope, asked);
    const page = await makePage(context, req, res, { title: "Trash" });
    const { timeZone } = viewer.user;
    show(context, req, res, "trash/index", {
      page,
      rows: tasks.map(({ id, title, deletedAt }) => ({
        id,
        title,
        deletedAt: toMoment(deletedAt, timeZone),
      })),
      nextHref: next === null ? null : `${paths.trash}?cursor=${encodeTrashCursor(next)}`,
      continued: asked.cursor !== null,
    });
  };

  const purge: ViewerHandler = async (req, res, viewer) => {
    const id = numberIn(req);
    const task = await findDeletedTask(viewer.scope, id);
    if (task === null) throw new NotFound();
    // What cannot be undone is asked about.
    if (fieldsOf(req.body).confirmed === undefined) return askToPurgeOne(context, req, res, task);
    if ((await purgeTrash(viewer.scope, id)) === 0) throw new NotFound();
    tell(context, res, viewer, paths.trash, { text: "Deleted it for good." });
  };

  const purgeAll: ViewerHandler = async (req, res, viewer) => {
    const count = await countTrash(viewer.scope);
    if (count === 0) {
      const text = "The trash is empty already.";
      return tell(context, res, viewer, paths.trash, { kind: "notice", text });
    }
    const confirmed = parsePositiveInteger(fieldsOf(req.body).confirmed);
    if (confirmed !== count) return askToPurge(context, req, res, count, confirmed);
    const gone = await purgeTrash(viewer.scope, null);
    tell(context, res, viewer, paths.trash, { text: `Deleted ${tasksText(gone)} for good.` });
  };

  return { index, purge, purgeAll };
}

async function askToPurgeOne(
  context: Services,
  req: Request,
  res: Response,
  { id, title }: Pick<Task, "id" | "title">,
): Promise<void> {
  const heading = "Delete it for good?";
  const page = await makePage(context, req, res, { title: heading });
  show(context, req, res, "bulk/confirm", {
    page,
    heading,
    explanation: `“${title}” cannot be brought back, and leaves the history too.`,
    action: paths.purge(id),
    fields: { confirmed: "1" },
    submitLabel: "Delete it for good",
    cancelHref: paths.trash,
  });
}

/** @param confirmed the number that was asked about before; there are more or fewer now. */
async function askToPurge(
  context: Services,
  req: Request,
  res: Response,
  count: number,
  confirmed: number | null,
): Promise<void> {
  const heading = `Delete ${tasksText(count)} for good?`;
  const page = await makePage(context, req, res, { title: heading });
  const changed = confirmed === null ? "" : `The trash has changed: ${tasksText(count)} now. `;
  const model = {
    page,
    heading,
    explanation: `${changed}They cannot be brought back, and leave the history too. The trash empties itself after 30 days.`,
    action: paths.purgeAll,
    fields: { confirmed: String(count) },
    submitLabel: `Delete ${tasksText(count)} for good`,
    cancelHref: paths.trash,
  };
  show(context, req, res, "bulk/confirm", model, confirmed === null ? 200 : 409);
}

function tasksText(count: number): string {
  return count === 1 ? "1 task" : `${count} tasks`;
}
