/** The dashboard, "Today": the home page of a signed-in user. */
import type { Action } from "../http/request_context.ts";
import { dashboardPage } from "../presenters/dashboard.ts";

export const show: Action = async (c) =>
  c.page("dashboard/show", await dashboardPage(c.scope, c.address));
