/** Makes the routes of pages, behind the guards that they need. */
import { recoverable } from "./controllers/missing_rows.ts";
import { requireCsrfToken } from "./http/csrf.ts";
import type { RouteForm } from "./http/form_table.ts";
import { requireFreshSignIn } from "./http/fresh_sign_in.ts";
import { limitChanges } from "./http/limit_changes.ts";
import type { Action, Guard } from "./http/request_context.ts";
import { requireUser, requireVisitor, startNavigation } from "./http/require_user.ts";
import type { Route } from "./http/router.ts";

/** For everyone: who is signed in can have forgotten the password too. */
export const anyone = pagesBehind(null);
export const visitor = pagesBehind(requireVisitor);
/** requireUser saves a form that was posted after its sign-in had ended. */
export const user = pagesBehind(requireUser);
/** What is recorded for a year each time, and could be repeated without end. */
export const limited = pagesBehind(requireUser, { more: [limitChanges] });
/** What touches the keys of the account, or takes all of it. */
export const fresh = pagesBehind(requireUser, { more: [requireFreshSignIn, limitChanges] });
/** Pages of the user's own rows alone: they need not wait until the user is confirmed. */
export const own = pagesBehind(requireUser, { onlyOwnRows: true });

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
    /** A file to save, which has no navigation. */
    file(path: string, action: Action): Route {
      return { method: "get", path, guards: guard === null ? [] : [guard], action, ...options };
    },
    post(path: string, action: Action, form: RouteForm): Route {
      const guards = [...(guard === null ? [] : [guard]), requireCsrfToken, ...more];
      const recovering = guard === requireUser ? recoverable(action) : action;
      return { method: "post", path, guards, action: recovering, form, ...options };
    },
  };
}
