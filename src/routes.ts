/** Every route of the app, a line each. What needs no sign-in stands above the line that requires it. */
import type { RequestHandler } from "express";
import { requireBearer } from "./api/access.ts";
import { authApi } from "./api/auth.ts";
import { json } from "./api/body.ts";
import { historyApi } from "./api/history.ts";
import { idempotent } from "./api/idempotency.ts";
import { listsApi } from "./api/lists.ts";
import { openapi } from "./api/openapi.ts";
import { sectionsApi } from "./api/sections.ts";
import { settingsApi } from "./api/settings.ts";
import { tagsApi } from "./api/tags.ts";
import { tasksApi } from "./api/tasks.ts";
import { trashApi } from "./api/trash.ts";
import { accounts } from "./controllers/accounts.ts";
import { bulk } from "./controllers/bulk.ts";
import { manyTasks } from "./controllers/bulk_add.ts";
import { dashboard } from "./controllers/dashboard.ts";
import { history } from "./controllers/history.ts";
import { home } from "./controllers/home.ts";
import { lists } from "./controllers/lists.ts";
import { parkedForms } from "./controllers/saved_forms.ts";
import { sections } from "./controllers/sections.ts";
import { settings } from "./controllers/settings.ts";
import { tags } from "./controllers/tags.ts";
import { taskLists } from "./controllers/task_lists.ts";
import { tasks } from "./controllers/tasks.ts";
import { trash } from "./controllers/trash.ts";
import { refuseForgery } from "./http/csrf.ts";
import {
  requireNoViewer,
  requireViewer,
  type ViewerHandler,
  withViewer,
} from "./http/require_user.ts";
import type { Services } from "./services.ts";

export interface Route {
  method: "get" | "post" | "put" | "patch" | "delete";
  path: string;
  handlers: RequestHandler[];
}

const TAKES_BODY: ReadonlySet<Route["method"]> = new Set(["post", "put", "patch"]);

/** Whether a request may come with an `Idempotency-Key`. */
const isKeyed = (method: Route["method"], path: string) =>
  method === "post" && path.startsWith("/:user_id/");

export function pageRoutes(context: Services): Route[] {
  const forgery = refuseForgery(context);
  const account = accounts(context);
  const anyone = [
    route("get", "/", home(context).show),
    route("get", "/auth/signup", requireNoViewer, account.newSignup),
    route("post", "/auth/signup", requireNoViewer, forgery, account.createSignup),
    route("get", "/auth/signin", requireNoViewer, account.newSignin),
    route("post", "/auth/signin", requireNoViewer, forgery, account.createSignin),
    route("post", "/auth/signout", account.createSignout),
  ];

  // ---- From here on: signed in. ----
  // A post is parked for after the sign-in before its form token is looked at.
  const viewer = requireViewer(context);
  const getOwn = (path: string, handler: ViewerHandler) =>
    route("get", path, viewer, withViewer(handler));
  const postOwn = (path: string, handler: ViewerHandler) =>
    route("post", path, viewer, forgery, withViewer(handler));
  const task = tasks(context);
  const many = manyTasks(context);
  const list = lists(context);
  const section = sections(context);
  const tag = tags(context);
  const view = taskLists(context);
  const past = history(context);
  const bin = trash(context);
  const preferences = settings(context);
  const signedIn = [
    getOwn("/auth/parked-form", parkedForms(context).show),
    getOwn("/dashboard", dashboard(context).show),
    getOwn("/upcoming", view.upcoming),
    getOwn("/inbox", view.inbox),
    getOwn("/someday", view.someday),
    getOwn("/completed", view.completed),

    getOwn("/tasks", view.all),
    postOwn("/tasks", task.create),
    getOwn("/tasks/new", task.newTask),
    getOwn("/tasks/many", many.show),
    postOwn("/tasks/many", many.create),
    postOwn("/tasks/bulk", bulk(context).apply),
    getOwn("/tasks/:id", task.showTask),
    postOwn("/tasks/:id", task.update),
    getOwn("/tasks/:id/edit", task.edit),
    postOwn("/tasks/:id/completion", task.complete),
    postOwn("/tasks/:id/deletion", task.destroy),
    postOwn("/tasks/:id/restoration", task.restore),
    postOwn("/tasks/:id/position", task.move),
    postOwn("/tasks/:id/checklist", task.addItem),
    postOwn("/tasks/:id/plain", task.keepAsText),

    getOwn("/lists", list.index),
    postOwn("/lists", list.create),
    getOwn("/lists/new", list.newList),
    getOwn("/lists/:id", view.list),
    postOwn("/lists/:id", list.update),
    getOwn("/lists/:id/edit", list.edit),
    postOwn("/lists/:id/archiving", list.archive),
    postOwn("/lists/:id/deletion", list.destroy),
    postOwn("/lists/:id/position", list.move),
    postOwn("/lists/:id/sections", section.create),
    postOwn("/lists/:id/sections/:section_id", section.update),
    postOwn("/lists/:id/sections/:section_id/deletion", section.destroy),
    postOwn("/lists/:id/sections/:section_id/position", section.move),

    getOwn("/tags/:name", view.tag),
    getOwn("/tags/:name/edit", tag.edit),
    postOwn("/tags/:name/name", tag.rename),
    postOwn("/tags/:name/deletion", tag.destroy),

    getOwn("/history", past.index),
    postOwn("/undo/:id", past.undo),
    getOwn("/trash", bin.index),
    postOwn("/trash/purge", bin.purgeAll),
    postOwn("/trash/:id/purge", bin.purge),
    getOwn("/settings", preferences.show),
    postOwn("/settings", preferences.update),
  ];
  return [...anyone, ...signedIn];
}

/** Below /api: JSON, and a bearer token for everything that is somebody's. */
export function apiRoutes(context: Services): Route[] {
  const auth = authApi(context);
  const post = (path: string, handler: RequestHandler) => route("post", path, ...json, handler);
  const anyone = [
    route("get", "/openapi.json", openapi(context)),
    post("/auth/signup", auth.signup),
    post("/auth/signin", auth.signin),
  ];

  // ---- From here on: with a token, and under the path of its own user. ----
  const bearer = requireBearer(context);
  const own = (method: Route["method"], path: string, handler: ViewerHandler) =>
    // Whoever has no token does not even get a body read; nor does what takes none.
    route(
      ...([method, path, bearer, ...(TAKES_BODY.has(method) ? json : [])] as const),
      withViewer(isKeyed(method, path) ? idempotent(context, handler) : handler),
    );
  const task = tasksApi(context);
  const list = listsApi(context);
  const section = sectionsApi(context);
  const tag = tagsApi(context);
  const past = historyApi(context);
  const bin = trashApi(context);
  const preferences = settingsApi(context);
  const withToken = [
    own("post", "/auth/signout", auth.signout),
    own("get", "/:user_id/tasks", task.index),
    own("post", "/:user_id/tasks", task.create),
    own("post", "/:user_id/tasks/bulk", task.bulk),
    own("get", "/:user_id/tasks/:id", task.show),
    own("put", "/:user_id/tasks/:id", task.replace),
    own("patch", "/:user_id/tasks/:id", task.change),
    own("delete", "/:user_id/tasks/:id", task.destroy),
    own("patch", "/:user_id/tasks/:id/complete", task.complete),
    own("post", "/:user_id/tasks/:id/restoration", task.restore),
    own("post", "/:user_id/tasks/:id/position", task.move),

    own("get", "/:user_id/lists", list.index),
    own("post", "/:user_id/lists", list.create),
    own("get", "/:user_id/lists/:id", list.show),
    own("patch", "/:user_id/lists/:id", list.change),
    own("delete", "/:user_id/lists/:id", list.destroy),
    own("post", "/:user_id/lists/:id/position", list.move),
    own("get", "/:user_id/lists/:id/sections", section.index),
    own("post", "/:user_id/lists/:id/sections", section.create),
    own("patch", "/:user_id/sections/:id", section.change),
    own("delete", "/:user_id/sections/:id", section.destroy),
    own("post", "/:user_id/sections/:id/position", section.move),
    own("get", "/:user_id/tags", tag.index),
    own("patch", "/:user_id/tags/:id", tag.change),
    own("delete", "/:user_id/tags/:id", tag.destroy),

    own("get", "/:user_id/history", past.index),
    own("post", "/:user_id/history/:id/undo", past.undo),
    own("get", "/:user_id/trash", bin.index),
    own("delete", "/:user_id/trash", bin.purgeAll),
    own("delete", "/:user_id/trash/:id", bin.purge),
    own("get", "/:user_id/settings", preferences.show),
    own("patch", "/:user_id/settings", preferences.change),
  ];
  return [...anyone, ...withToken];
}

function route(method: Route["method"], path: string, ...handlers: RequestHandler[]): Route {
  return { method, path, handlers };
}
