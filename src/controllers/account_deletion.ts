/** Leaving: the account is deleted after seven days in which it can be kept. */
import { sendsMail } from "../config.ts";
import { parseAccountDeletion } from "../forms/account_deletion.ts";
import { notice } from "../http/flash.ts";
import type { PageReply } from "../http/reply.ts";
import type { Action, RequestContext } from "../http/request_context.ts";
import { recordEvent } from "../http/security_log.ts";
import { cancelDeletion, countContents, requestDeletion } from "../models/account_deletion.ts";
import { paths } from "../paths.ts";
import { deletionPage, pendingDeletionPage } from "../presenters/account_deletion.ts";
import type { FormView } from "../views/models/form.ts";

const TOO_LATE = "The seven days are over: the account is being deleted.";

export const show: Action = (c) => {
  const { deletionAt: at } = c.user;
  if (at === null) return showForm(c, { values: { email: "" }, errors: {} });
  const state = { at, now: c.now, canMail: sendsMail(c.services.config) };
  return c.page("settings/delete_pending", pendingDeletionPage(c.user, state));
};

export const create: Action = async (c) => {
  const form = parseAccountDeletion(c.fields, c.user.email);
  if (!form.ok) return await showForm(c, form);
  const { user, session, now, services } = c;
  const by = session?.id ?? "";
  const at = await requestDeletion(services.database, { user, by, now });
  const params = { at: at.toISOString() };
  await recordEvent(c, { kind: "deletion-requested", userId: user.id, params });
  return c.redirect(paths.accountDeletion);
};

export const cancel: Action = async (c) => {
  const isKept = await cancelDeletion(c.services.database, c.user.id, c.now);
  if (!isKept) {
    const text = c.user.deletionAt === null ? "Nothing was about to be deleted." : TOO_LATE;
    return c.redirect(paths.settings, notice(text));
  }
  await recordEvent(c, { kind: "deletion-cancelled", userId: c.user.id });
  return c.redirect(paths.dashboard, { text: "Welcome back. Nothing was deleted." });
};

async function showForm(c: RequestContext, form: FormView<"email">): Promise<PageReply> {
  const contents = await countContents(c.services.database, c.scope);
  return c.page("settings/delete", deletionPage(c.user, contents, form));
}
