/** The front page, for visitors. */
import type { Action } from "../http/request_context.ts";
import { paths } from "../paths.ts";

export const show: Action = (c) =>
  c.session === null
    ? c.page("home/show", { title: "A to-do list for any browser" })
    : c.redirect(paths.dashboard);
