/** Many tasks at once, a line each: a few are added, more are shown first; one Undo takes all back. */
import type { Request, Response } from "express";
import type { Viewer } from "../auth/authenticator.ts";
import { localMoment } from "../dates/local_time.ts";
import { type BulkAdd, parseBulkAdd } from "../forms/bulk_add.ts";
import { fieldsOf, requestKeyOf, typed } from "../forms/fields.ts";
import { parsePositiveInteger } from "../forms/numbers.ts";
import { quickAddDefaults } from "../forms/quick_add.ts";
import { LIST_MISSING } from "../forms/task.ts";
import type { ViewerHandler } from "../http/require_user.ts";
import { findList } from "../models/lists.ts";
import { createTasks } from "../models/tasks.ts";
import { paths } from "../paths.ts";
import { backToQuickAdd, returnFrom } from "../presenters/return_target.ts";
import { summarize } from "../quick_add/summary.ts";
import type { Services } from "../services.ts";
import type { Views } from "../views/models.ts";
import { makePage, newRequestKey, show } from "./pages.ts";
import { changeBefore, tell, undoActions } from "./telling.ts";

/** As many are added without being shown first. */
const AT_ONCE = 10;

type Model = Views["tasks/many"];

export function manyTasks(context: Services) {
  const showForm: ViewerHandler = async (req, res, viewer) => {
    const id = parsePositiveInteger(req.query.list);
    const list = id === null ? null : await findList(viewer.scope, id);
    const own = list === null ? paths.tasks : paths.list(list.id);
    const form = { values: { lines: "" }, errors: {} };
    const place = { listId: list?.id ?? null, returnTo: returnFrom(req.query, own) };
    await showMany(context, req, res, { ...place, form, requestKey: newRequestKey() });
  };

  const create: ViewerHandler = async (req, res, viewer) => {
    const fields = fieldsOf(req.body);
    const { timeZone, weekStart } = viewer.user;
    const now = localMoment(context.clock(), timeZone);
    const form = parseBulkAdd(fields, { now, weekStart });
    const posted = {
      listId: quickAddDefaults(fields).listId,
      returnTo: returnFrom(fields, paths.tasks),
      requestKey: typed(fields.request_key) || newRequestKey(),
    };
    if (!form.ok) return showMany(context, req, res, { ...posted, form });
    const { lines, tasks, parsed } = form.value;
    const again = { ...posted, form: { values: { lines }, errors: {} } };
    if (tasks.length > AT_ONCE && !wasSeen(fields, form.value)) {
      const requestKey = seenKey(posted.requestKey, lines);
      const preview = toPreview(parsed, now.date);
      return showMany(context, req, res, { ...again, requestKey, ...preview });
    }
    if (await addAll(context, res, viewer, fields, form.value)) return;
    const errors = { lines: LIST_MISSING };
    return showMany(context, req, res, {
      ...again,
      listId: null,
      form: { values: { lines }, errors },
    });
  };

  return { show: showForm, create };
}

/** Only what was seen is added: where the lines are others since, they are shown again. */
function wasSeen(fields: Record<string, unknown>, { lines, tasks }: BulkAdd): boolean {
  const key = typed(fields.request_key);
  const isSame = !key.includes(".") || key === seenKey(key, lines);
  return isSame && fields.count === String(tasks.length);
}

/** The key of a form under which these lines were shown. */
function seenKey(key: string, lines: string): string {
  const [form = ""] = key.split(".");
  return `${form}.${requestKeyOf(form, { lines })}`;
}

/** @returns whether they are there now; if not, the list that they were for is not. */
async function addAll(
  context: Services,
  res: Response,
  viewer: Viewer,
  fields: Record<string, unknown>,
  { tasks, lines, defaults }: BulkAdd,
): Promise<boolean> {
  const key = requestKeyOf(fields.request_key, { lines, ...defaults });
  const created = await createTasks(viewer.scope, tasks, key, context.clock());
  if (created.outcome === "missing") return false;
  const [first] = tasks;
  const isOne = tasks.length === 1 && first !== undefined;
  const subject = isOne ? first.title : `${tasks.length} tasks`;
  const returnTo = returnFrom(fields, paths.tasks);
  const changeId = created.changeId ?? (await changeBefore(viewer, "Added", subject));
  tell(context, res, viewer, await backToQuickAdd(context, viewer, returnTo), {
    text: created.outcome === "created" ? "Added" : "Already added",
    subject: { title: subject, href: null },
    actions: undoActions(changeId, returnTo),
  });
  return true;
}

function toPreview(parsed: BulkAdd["parsed"], today: string): Pick<Model, "preview" | "count"> {
  const preview = parsed.map((task) => ({ title: task.title, receipt: summarize(task, today) }));
  return { preview, count: parsed.length };
}

/** With errors it is a 422. */
async function showMany(
  context: Services,
  req: Request,
  res: Response,
  model: Pick<Model, "form" | "listId" | "returnTo" | "requestKey"> & Partial<Model>,
): Promise<void> {
  const page = await makePage(context, req, res, { title: "Add many tasks" });
  const status = Object.keys(model.form.errors).length === 0 ? 200 : 422;
  show(context, req, res, "tasks/many", { preview: null, count: 0, ...model, page }, status);
}
