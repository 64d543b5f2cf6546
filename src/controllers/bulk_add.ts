/** Adding many tasks at once, one per line: a few directly, more after a preview; one Undo for all. */
import { parseBulkAdd } from "../forms/bulk_add.ts";
import { typed } from "../forms/fields.ts";
import { archivedPlaceOf, atNamedPlace } from "../forms/named_place.ts";
import { parsePositiveInteger } from "../forms/numbers.ts";
import { quickAddDefaults } from "../forms/quick_add.ts";
import { LIST_ARCHIVED } from "../forms/task.ts";
import type { Reply } from "../http/reply.ts";
import type { Action, RequestContext } from "../http/request_context.ts";
import { safeReturnTo } from "../http/return_to.ts";
import { throttled } from "../http/throttled.ts";
import { findList, listOutline } from "../models/lists.ts";
import { createTasks } from "../models/tasks.ts";
import { paths } from "../paths.ts";
import {
  bulkAddFlash,
  bulkAddPage,
  bulkAddPreview,
  refusedBulkAddPage,
} from "../presenters/bulk_add.ts";
import { backToQuickAdd } from "../presenters/return_target.ts";

export const show: Action = async (c) => {
  const id = parsePositiveInteger(c.query.list);
  const list = id === null ? null : await findList(c.scope, id);
  const own = list === null ? paths.tasks : paths.list(list.id);
  const returnTo = safeReturnTo(c.query.return_to) ?? own;
  const form = { values: { lines: "" }, errors: {} };
  return c.page("tasks/many", bulkAddPage(form, { listId: list?.id ?? null, returnTo }));
};

export const create: Action = throttled((c, { formError }) => {
  const form = { values: { lines: typed(c.fields.lines) }, errors: { lines: formError } };
  return c.page("tasks/many", bulkAddPage(form, pageOf(c)));
}, addLines);

async function addLines(c: RequestContext): Promise<Reply> {
  const metered = c.services.parsing.of(c.user.id);
  const form = await parseBulkAdd(c.fields, c.scope.dateContext, metered);
  const page = pageOf(c);
  if (!form.ok) return c.page("tasks/many", bulkAddPage(form, page));
  const hasNames = form.value.tasks.some(({ listName }) => listName);
  const lists = hasNames ? await listOutline(c.scope) : [];
  const archived = form.value.tasks.findIndex((task) => archivedPlaceOf(task, lists) !== null);
  if (archived !== -1) {
    const message = `Line ${form.value.parsed[archived]?.number}: ${LIST_ARCHIVED}`;
    const refused = { values: { lines: form.value.lines }, errors: { lines: message } };
    return c.page("tasks/many", bulkAddPage(refused, page));
  }
  if (!form.value.isApproved) {
    return c.page("tasks/many", bulkAddPreview(form.value, page, c.scope));
  }
  const tasks = form.value.tasks.map((task) => atNamedPlace(task, lists));
  const saved = await createTasks(c.scope, tasks, c);
  if (!saved.ok) return c.page("tasks/many", refusedBulkAddPage(form.value, saved, page));
  const to = await backToQuickAdd(c.scope, page.returnTo);
  return c.redirect(to, bulkAddFlash(saved, form.value, page.returnTo));
}

function pageOf(c: RequestContext): { listId: number | null; returnTo: string } {
  return { listId: quickAddDefaults(c.fields).listId, returnTo: c.returnTo(paths.tasks) };
}
