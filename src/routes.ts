/** Every route of the application. */
import * as authApi from "./api/auth.ts";
import { parseJson } from "./api/body.ts";
import * as historyApi from "./api/history.ts";
import { idempotent } from "./api/idempotency.ts";
import * as listsApi from "./api/lists.ts";
import { openapi } from "./api/openapi.ts";
import { requireBearer } from "./api/require_bearer.ts";
import * as sectionsApi from "./api/sections.ts";
import * as settingsApi from "./api/settings.ts";
import * as tagsApi from "./api/tags.ts";
import * as taskMovesApi from "./api/task_moves.ts";
import * as tasksApi from "./api/tasks.ts";
import * as trashApi from "./api/trash.ts";
import * as account from "./controllers/account.ts";
import * as accountDeletion from "./controllers/account_deletion.ts";
import * as accountExport from "./controllers/account_export.ts";
import * as accounts from "./controllers/accounts.ts";
import * as bulk from "./controllers/bulk.ts";
import * as bulkAdd from "./controllers/bulk_add.ts";
import * as checklist from "./controllers/checklist.ts";
import * as completion from "./controllers/completion.ts";
import * as dashboard from "./controllers/dashboard.ts";
import * as emailLinks from "./controllers/email_links.ts";
import * as freshSignIn from "./controllers/fresh_sign_in.ts";
import * as history from "./controllers/history.ts";
import * as home from "./controllers/home.ts";
import * as invitations from "./controllers/invitations.ts";
import * as lists from "./controllers/lists.ts";
import { recoverable } from "./controllers/missing_rows.ts";
import * as passwordReset from "./controllers/password_reset.ts";
import * as quickAdd from "./controllers/quick_add.ts";
import * as savedForms from "./controllers/saved_forms.ts";
import * as sections from "./controllers/sections.ts";
import * as settings from "./controllers/settings.ts";
import * as tags from "./controllers/tags.ts";
import * as taskCreation from "./controllers/task_creation.ts";
import * as taskLists from "./controllers/task_lists.ts";
import * as taskUpdate from "./controllers/task_update.ts";
import * as tasks from "./controllers/tasks.ts";
import * as trash from "./controllers/trash.ts";
import { cancelEmailForm, emailForm, nameForm, passwordForm } from "./forms/account.ts";
import { accountDeletionForm } from "./forms/account_deletion.ts";
import { bulkForm } from "./forms/bulk.ts";
import { bulkAddForm } from "./forms/bulk_add.ts";
import { completionForm, parseCompletion } from "./forms/completion.ts";
import { confirmForm } from "./forms/confirm.ts";
import { buttonForm, choices } from "./forms/declaration.ts";
import { linkForm } from "./forms/email_link.ts";
import { archivingForm, listForm } from "./forms/list.ts";
import { moveForm } from "./forms/move.ts";
import { revertQuickAddForm } from "./forms/quick_add.ts";
import { newPasswordForm, resetForm } from "./forms/reset.ts";
import { sectionForm } from "./forms/section.ts";
import { settingsForm } from "./forms/settings.ts";
import { signinForm } from "./forms/signin.ts";
import { invitationForm, signupForm } from "./forms/signup.ts";
import { tagForm } from "./forms/tag.ts";
import { checklistItemForm, newTaskForm, taskForm } from "./forms/task.ts";
import { parseUndoButton } from "./forms/undo.ts";
import { requireCsrfToken } from "./http/csrf.ts";
import type { RouteForm } from "./http/form_table.ts";
import { requireFreshSignIn } from "./http/fresh_sign_in.ts";
import type { Action, Guard } from "./http/request_context.ts";
import { requireUser, requireVisitor, startNavigation } from "./http/require_user.ts";
import type { Route } from "./http/router.ts";

/** For everyone: who is signed in can have forgotten the password too. */
const anyone = pagesBehind(null);
const visitor = pagesBehind(requireVisitor);
/** requireUser saves a form that was posted after its sign-in had ended. */
const user = pagesBehind(requireUser);
/** What touches the keys of the account, or takes all of it. */
const fresh = pagesBehind(requireUser, { more: [requireFreshSignIn] });
/** Pages of the user's own rows alone: they need not wait until the user is confirmed. */
const { get, post } = pagesBehind(requireUser, { onlyOwnRows: true });

export const PAGE_ROUTES: readonly Route[] = [
  { method: "get", path: "/", guards: [], action: home.show },
  visitor.get("/auth/signup", accounts.newSignup),
  visitor.post("/auth/signup", accounts.createSignup, signupForm),
  visitor.get("/auth/check-mail", accounts.checkMail),
  visitor.get("/auth/invite/:token", invitations.show),
  visitor.post("/auth/invite/:token", invitations.accept, invitationForm),
  anyone.get("/auth/reset", passwordReset.show),
  anyone.post("/auth/reset", passwordReset.create, resetForm),
  anyone.get("/auth/reset/:token", passwordReset.showLink),
  anyone.post("/auth/reset/:token", passwordReset.update, newPasswordForm),
  visitor.get("/auth/signin", accounts.newSignin),
  visitor.post("/auth/signin", accounts.createSignin, signinForm),
  {
    method: "post",
    path: "/auth/signout",
    guards: [],
    action: accounts.createSignout,
    form: buttonForm("Sign out", "Sign out"),
  },
  anyone.get("/auth/verify/:token", emailLinks.show),
  anyone.post("/auth/verify/:token", emailLinks.create, linkForm),
  anyone.get("/.well-known/change-password", account.changePasswordAddress),

  // ---- From here on, a user is required. ----
  user.get("/auth/parked-form", savedForms.show),
  user.get("/auth/confirm", freshSignIn.show),
  user.post("/auth/confirm", freshSignIn.create, confirmForm),
  get("/dashboard", dashboard.show),
  get("/upcoming", taskLists.show),
  get("/inbox", taskLists.show),
  get("/someday", taskLists.show),
  get("/completed", taskLists.show),

  get("/tasks", taskLists.show),
  post("/tasks", (c) => (c.fields.quick === "1" ? quickAdd : taskCreation).create(c), newTaskForm),
  get("/tasks/new", taskCreation.newTask),
  get("/tasks/many", bulkAdd.show),
  post("/tasks/many", bulkAdd.create, bulkAddForm),
  post(
    "/tasks/bulk",
    // The form around the rows of a list: a row's own button, or an action for the selected ones.
    (c) => {
      if (parseUndoButton(c.fields) !== null) return history.undoInList(c);
      return parseCompletion(c.fields) === null ? bulk.apply(c) : completion.complete(c);
    },
    bulkForm,
  ),
  get("/tasks/:id", tasks.show),
  post("/tasks/:id", taskUpdate.update, taskForm),
  get("/tasks/:id/edit", taskUpdate.edit),
  post("/tasks/:id/completion", completion.complete, completionForm),
  post(
    "/tasks/:id/deletion",
    tasks.destroy,
    buttonForm("Delete the task", "Delete the task", choices("ask")),
  ),
  post("/tasks/:id/skip", tasks.skip, buttonForm("Skip the task this once", "Skip this one")),
  post("/tasks/:id/restoration", tasks.restore, buttonForm("Restore the task", "Restore the task")),
  post("/tasks/:id/position", tasks.move, moveForm),
  post("/tasks/:id/checklist", checklist.create, checklistItemForm),
  post("/tasks/:id/plain", quickAdd.revert, revertQuickAddForm),

  get("/lists", lists.index),
  post("/lists", lists.create, listForm),
  get("/lists/new", lists.newList),
  get("/lists/:id", taskLists.show),
  post("/lists/:id", lists.update, listForm),
  get("/lists/:id/edit", lists.edit),
  post("/lists/:id/archiving", lists.archive, archivingForm),
  post("/lists/:id/deletion", lists.destroy, buttonForm("Delete the list", "Delete the list")),
  post("/lists/:id/position", lists.move, moveForm),
  post("/lists/:id/sections", sections.create, sectionForm),
  post("/lists/:id/sections/:section_id", sections.update, sectionForm),
  post(
    "/lists/:id/sections/:section_id/deletion",
    sections.destroy,
    buttonForm("Delete the section", "Delete the section"),
  ),
  post("/lists/:id/sections/:section_id/position", sections.move, moveForm),

  get("/tags", tags.index),
  get("/tags/:name", taskLists.show),
  get("/tags/:name/edit", tags.edit),
  post("/tags/:name/name", tags.rename, tagForm),
  post("/tags/:name/deletion", tags.destroy, buttonForm("Delete the tag", "Delete the tag")),

  get("/history", history.index),
  post("/undo/:id", history.undo, buttonForm("Undo", "Undo", choices("force"))),
  get("/trash", trash.index),
  post(
    "/trash/purge",
    trash.purgeAll,
    buttonForm("Empty the Trash", "Delete for good", choices("confirmed")),
  ),
  post(
    "/trash/:id/purge",
    trash.purge,
    buttonForm("Delete for good", "Delete for good", choices("confirmed")),
  ),
  user.get("/settings", settings.show),
  user.post("/settings", settings.update, settingsForm),
  user.get("/settings/account", account.show),
  user.post("/settings/name", account.updateName, nameForm),
  fresh.post("/settings/email", account.updateEmail, emailForm),
  user.post("/settings/email/cancel", account.cancelEmail, cancelEmailForm),
  user.post("/settings/password", account.updatePassword, passwordForm),
  user.get("/export", accountExport.show),
  fresh.post(
    "/export",
    accountExport.create,
    buttonForm("Download everything", "Download the file"),
  ),
  user.get("/settings/delete", accountDeletion.show),
  fresh.post("/settings/delete", accountDeletion.create, accountDeletionForm),
  user.post(
    "/settings/delete/cancel",
    accountDeletion.cancel,
    buttonForm("Keep the account", "Keep my account"),
  ),
];

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

  authenticated("get", "/:user_id/history", historyApi.index),
  authenticated("post", "/:user_id/history/:id/undo", historyApi.undo),
  authenticated("get", "/:user_id/trash", trashApi.index),
  authenticated("delete", "/:user_id/trash", trashApi.purgeAll),
  authenticated("delete", "/:user_id/trash/:id", trashApi.purge),
  authenticated("get", "/:user_id/settings", settingsApi.show),
  authenticated("patch", "/:user_id/settings", settingsApi.change),
];

/**
 * @param guard null: for everyone.
 * @param more guards after the CSRF token has been checked.
 */
function pagesBehind(
  guard: Guard | null,
  { more = [], ...options }: Pick<Route, "onlyOwnRows"> & { more?: readonly Guard[] } = {},
) {
  return {
    get(path: string, action: Action): Route {
      const guards = guard === null ? [] : [guard, startNavigation];
      return { method: "get", path, guards, action, ...options };
    },
    post(path: string, action: Action, form: RouteForm): Route {
      const guards = [...(guard === null ? [] : [guard]), requireCsrfToken, ...more];
      const recovering = guard === requireUser ? recoverable(action) : action;
      return { method: "post", path, guards, action: recovering, form, ...options };
    },
  };
}

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
