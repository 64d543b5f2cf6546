/** Home: what is to be done, what was done today, and the line to add to it. */
import type { Request, Response } from "express";
import type { Viewer } from "../auth/bridge.ts";
import type { Context } from "../context.ts";
import type { ViewerHandler } from "../middleware/access.ts";
import { listCompletedSince, listSummaries } from "../models/tasks.ts";
import { paths } from "../paths.ts";
import type { FormView } from "../views/models.ts";
import { makePage, newRequestKey, show, toCount, toDay, toTaskRow } from "./pages.ts";

/** How many are shown here; the list has them all. */
const ROWS = 20;
const DAY = 86_400_000;

export function dashboard(context: Context) {
  const showPage: ViewerHandler = (req, res, viewer) => showDashboard(context, req, res, viewer);
  return { show: showPage };
}

/** @param quick the quick-add line as it was typed, with what is wrong with it. */
export async function showDashboard(
  context: Context,
  req: Request,
  res: Response,
  viewer: Viewer,
  quick?: { form: FormView<"title">; requestKey: string },
): Promise<void> {
  const now = context.clock();
  const [{ tasks: pending, counts }, done] = await Promise.all([
    listSummaries(viewer.scope, { status: "pending", limit: ROWS, cursor: null }),
    listCompletedSince(viewer.scope, new Date(now.getTime() - DAY)),
  ]);
  const page = await makePage(context, req, res, { title: "Today", place: "dashboard", counts });
  const model = {
    page,
    today: toDay(now),
    quickAdd: {
      form: quick?.form ?? { values: { title: "" }, errors: {} },
      requestKey: quick?.requestKey ?? newRequestKey(),
      returnTo: paths.dashboard,
    },
    pending: pending.map(toTaskRow),
    pendingCount: toCount(counts.pending),
    doneToday: done.map(toTaskRow),
    firstRun: counts.pending === 0 && counts.completed === 0,
    returnTo: paths.dashboard,
  };
  show(context, req, res, "dashboard/show", model, quick === undefined ? 200 : 422);
}
