/** The trash, which keeps deleted tasks for 30 days: shown, and deleted for good. */
import { NotFound, orBadRequest } from "../errors.ts";
import { parsePositiveInteger } from "../forms/numbers.ts";
import { parseTrashPage } from "../forms/trash_page.ts";
import { notice } from "../http/flash.ts";
import type { Action } from "../http/request_context.ts";
import { findDeletedTask } from "../models/tasks.ts";
import { countTrash, isPurged, listTrash, purgeTrash } from "../models/trash.ts";
import { paths } from "../paths.ts";
import { tasksText } from "../presenters/change_text.ts";
import { confirmPurgeAll, confirmPurgeOne, trashPage } from "../presenters/trash.ts";

export const index: Action = async (c) => {
  const paging = orBadRequest(parseTrashPage(c.query));
  const page = await listTrash(c.scope, paging);
  return c.page("trash/index", trashPage(page, { ...paging, clock: c.scope }));
};

export const purge: Action = async (c) => {
  const id = c.id();
  const task = await findDeletedTask(c.scope, id);
  // It cannot be undone.
  if (task !== null && c.fields.confirmed === undefined) {
    return c.page("forms/confirm", confirmPurgeOne(task));
  }
  if (task !== null && (await purgeTrash(c.scope, id)) !== 0) {
    return c.redirect(paths.trash, { text: "Deleted for good." });
  }
  // The form was sent twice, or from two pages.
  if (await isPurged(c.scope, id)) {
    return c.redirect(paths.trash, notice("It is already deleted for good."));
  }
  throw new NotFound();
};

export const purgeAll: Action = async (c) => {
  const count = await countTrash(c.scope);
  if (count === 0) return c.redirect(paths.trash, notice("The Trash is already empty."));
  const confirmed = parsePositiveInteger(c.fields.confirmed);
  if (confirmed !== count) return c.page("forms/confirm", confirmPurgeAll(count, confirmed));
  const purged = await purgeTrash(c.scope, null, { requestKey: c.requestKey });
  // A repeat asks for the same number of tasks: not for those that were deleted since.
  return c.redirect(paths.trash, { text: `Deleted ${tasksText(purged ?? confirmed)} for good.` });
};
