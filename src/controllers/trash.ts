/** What was deleted, for 30 days: restored, or deleted for good. */
import { BadRequest, found, NotFound } from "../errors.ts";
import { parsePositiveInteger } from "../forms/numbers.ts";
import { parseTrashPage } from "../forms/trash_page.ts";
import type { Action } from "../http/request_context.ts";
import { findDeletedTask } from "../models/tasks.ts";
import { countTrash, listTrash, purgeTrash } from "../models/trash.ts";
import { paths } from "../paths.ts";
import { tasksText } from "../presenters/change_text.ts";
import { confirmPurgeAll, confirmPurgeOne, trashPage } from "../presenters/trash.ts";

export const index: Action = async (c) => {
  const asked = parseTrashPage(c.query);
  if (typeof asked === "string") throw new BadRequest(asked);
  const found = await listTrash(c.scope, asked);
  return c.page("trash/index", trashPage(found, { ...asked, timeZone: c.scope.timeZone }));
};

export const purge: Action = async (c) => {
  const task = found(await findDeletedTask(c.scope, c.id()));
  // What cannot be undone is asked about.
  if (c.fields.confirmed === undefined) return c.page("forms/confirm", confirmPurgeOne(task));
  if ((await purgeTrash(c.scope, task.id)) === 0) throw new NotFound();
  return c.redirect(paths.trash, { text: "Deleted it for good." });
};

export const purgeAll: Action = async (c) => {
  const count = await countTrash(c.scope);
  if (count === 0) {
    return c.redirect(paths.trash, { kind: "notice", text: "The trash is empty already." });
  }
  const confirmed = parsePositiveInteger(c.fields.confirmed);
  if (confirmed !== count) {
    const status = confirmed === null ? 200 : 409;
    return c.page("forms/confirm", confirmPurgeAll(count, confirmed), { status });
  }
  const purged = await purgeTrash(c.scope, null);
  return c.redirect(paths.trash, { text: `Deleted ${tasksText(purged)} for good.` });
};
