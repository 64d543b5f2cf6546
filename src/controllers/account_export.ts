/** Downloads everything that is the user's. */
import type { Action } from "../http/request_context.ts";
import { exportAccount } from "../models/account_export.ts";
import { exportPage } from "../presenters/account_deletion.ts";

export const show: Action = (c) => c.page("settings/export", exportPage(c.user));

export const create: Action = (c) => ({
  kind: "download",
  type: "application/json; charset=utf-8",
  fileName: `plainlist-${c.scope.today}.json`,
  headers: {},
  parts: exportAccount(c.scope, c.user),
});
