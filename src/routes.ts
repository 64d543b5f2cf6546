/** Every route of the app, a line each. What needs no sign-in stands above the line that requires it. */
import type { RequestHandler } from "express";
import { requireBearer } from "./api/access.ts";
import { authApi } from "./api/auth.ts";
import { json } from "./api/body.ts";
import { openapi } from "./api/openapi.ts";
import { tasksApi } from "./api/tasks.ts";
import type { Context } from "./context.ts";
import { accounts } from "./controllers/accounts.ts";
import { dashboard } from "./controllers/dashboard.ts";
import { home } from "./controllers/home.ts";
import { parkedForms } from "./controllers/parked_forms.ts";
import { tasks } from "./controllers/tasks.ts";
import {
  requireNoViewer,
  requireViewer,
  type ViewerHandler,
  withViewer,
} from "./middleware/access.ts";
import { refuseForgery } from "./middleware/csrf.ts";

export interface Route {
  method: "get" | "post" | "put" | "patch" | "delete";
  path: string;
  handlers: RequestHandler[];
}

const TAKES_BODY: ReadonlySet<Route["method"]> = new Set(["post", "put", "patch"]);

export function pageRoutes(context: Context): Route[] {
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
  const signedIn = [
    getOwn("/auth/parked-form", parkedForms(context).show),
    getOwn("/dashboard", dashboard(context).show),
    getOwn("/tasks", task.index),
    postOwn("/tasks", task.create),
    getOwn("/tasks/new", task.newTask),
    postOwn("/tasks/bulk", task.bulk),
    getOwn("/tasks/:id", task.showTask),
    postOwn("/tasks/:id", task.update),
    getOwn("/tasks/:id/edit", task.edit),
    postOwn("/tasks/:id/completion", task.complete),
    postOwn("/tasks/:id/deletion", task.destroy),
    postOwn("/tasks/:id/restoration", task.restore),
  ];
  return [...anyone, ...signedIn];
}

/** Below /api: JSON, and a bearer token for everything that is somebody's. */
export function apiRoutes(context: Context): Route[] {
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
    route(method, path, bearer, ...(TAKES_BODY.has(method) ? json : []), withViewer(handler));
  const task = tasksApi(context);
  const withToken = [
    own("post", "/auth/signout", auth.signout),
    own("get", "/:user_id/tasks", task.index),
    own("post", "/:user_id/tasks", task.create),
    own("get", "/:user_id/tasks/:id", task.show),
    own("put", "/:user_id/tasks/:id", task.replace),
    own("patch", "/:user_id/tasks/:id", task.change),
    own("delete", "/:user_id/tasks/:id", task.destroy),
    own("patch", "/:user_id/tasks/:id/complete", task.complete),
  ];
  return [...anyone, ...withToken];
}

function route(method: Route["method"], path: string, ...handlers: RequestHandler[]): Route {
  return { method, path, handlers };
}
