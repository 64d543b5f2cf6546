/** Every route of the JSON API. */
import type { Action } from "../http/request_context.ts";
import type { Route } from "../http/router.ts";
import * as authApi from "./auth.ts";
import { parseJson } from "./body.ts";
import * as calendarApi from "./calendar.ts";
import * as historyApi from "./history.ts";
import { idempotent } from "./idempotency.ts";
import * as listsApi from "./lists.ts";
import { openapi } from "./openapi.ts";
import { requireBearer } from "./require_bearer.ts";
import * as searchesApi from "./searches.ts";
import * as sectionsApi from "./sections.ts";
import * as settingsApi from "./settings.ts";
import * as statsApi from "./stats.ts";
import * as tagsApi from "./tags.ts";
import * as taskMovesApi from "./task_moves.ts";
import * as tasksApi from "./tasks.ts";
import * as trashApi from "./trash.ts";

/** Below /api: JSON, with a bearer token for everything that belongs to a user. */
export const API_ROUTES: readonly Route[] = [
  { method: "get", path: "/openapi.json", guards: [], action: openapi },
  { method: "post", path: "/auth/signup", guards: [], body: parseJson, action: authApi.signup },
  { method: "post", path: "/auth/signin", guards: [], body: parseJson, action: authApi.signin },

  // ---- From here on, a token is required, and the path must be that of its user. ----
  authenticated("post", "/auth/signout", authApi.signout),
  authenticated("get", "/:user_id/tasks", tasksApi.index),
  authenticated("post", "/:user_id/tasks", tasksApi.create),
  authenticated("post", "/:user_id/tasks/bulk", taskMovesApi.bulk),
  authenticated("get", "/:user_id/tasks/:id", tasksApi.show),
  authenticated("put", "/:user_id/tasks/:id", tasksApi.replace),
  authenticated("patch", "/:user_id/tasks/:id", tasksApi.change),
  authenticated("delete", "/:user_id/tasks/:id", tasksApi.destroy),
  authenticated("patch", "/:user_id/tasks/:id/complete", tasksApi.complete),
  authenticated("post", "/:user_id/tasks/:id/skip", tasksApi.skip),
  authenticated("post", "/:user_id/tasks/:id/restoration", tasksApi.restore),
  authenticated("post", "/:user_id/tasks/:id/position", taskMovesApi.move),

  authenticated("get", "/:user_id/lists", listsApi.index),
  authenticated("post", "/:user_id/lists", listsApi.create),
  authenticated("get", "/:user_id/lists/:id", listsApi.show),
  authenticated("patch", "/:user_id/lists/:id", listsApi.change),
  authenticated("delete", "/:user_id/lists/:id", listsApi.destroy),
  authenticated("post", "/:user_id/lists/:id/position", listsApi.move),
  authenticated("get", "/:user_id/lists/:id/sections", sectionsApi.index),
  authenticated("post", "/:user_id/lists/:id/sections", sectionsApi.create),
  authenticated("patch", "/:user_id/sections/:id", sectionsApi.change),
  authenticated("delete", "/:user_id/sections/:id", sectionsApi.destroy),
  authenticated("post", "/:user_id/sections/:id/position", sectionsApi.move),
  authenticated("get", "/:user_id/tags", tagsApi.index),
  authenticated("patch", "/:user_id/tags/:id", tagsApi.change),
  authenticated("delete", "/:user_id/tags/:id", tagsApi.destroy),

  authenticated("get", "/:user_id/searches", searchesApi.index),
  authenticated("post", "/:user_id/searches", searchesApi.create),
  authenticated("get", "/:user_id/searches/:id", searchesApi.show),
  authenticated("patch", "/:user_id/searches/:id", searchesApi.change),
  authenticated("delete", "/:user_id/searches/:id", searchesApi.destroy),
  authenticated("post", "/:user_id/searches/:id/position", searchesApi.move),

  authenticated("get", "/:user_id/stats", statsApi.show),
  authenticated("get", "/:user_id/calendar", calendarApi.show),
  authenticated("get", "/:user_id/history", historyApi.index),
  authenticated("post", "/:user_id/history/:id/undo", historyApi.undo),
  authenticated("get", "/:user_id/trash", trashApi.index),
  authenticated("delete", "/:user_id/trash", trashApi.purgeAll),
  authenticated("delete", "/:user_id/trash/:id", trashApi.purge),
  authenticated("get", "/:user_id/settings", settingsApi.show),
  authenticated("patch", "/:user_id/settings", settingsApi.change),
];

/** The body is parsed after the guard: without a token, nothing of it is read. */
function authenticated(method: Route["method"], path: string, action: Action): Route {
  const isOfUser = path.startsWith("/:user_id/");
  const isIdempotent = method === "post" && isOfUser;
  return {
    method,
    path,
    guards: [requireBearer],
    onlyOwnRows: isOfUser && !path.endsWith("/settings"),
    ...(method === "get" || method === "delete" ? {} : { body: parseJson }),
    action: isIdempotent ? idempotent(action) : action,
  };
}
