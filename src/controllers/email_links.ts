/**
 * The links of mails about an address. Opening one shows a page with a button and changes nothing, since
 * programs that look for harmful links open all of them; the button does it, once.
 */
import { type FlashMessage, notice } from "../http/flash.ts";
import type { PageReply, Reply } from "../http/reply.ts";
import type { Action, RequestContext } from "../http/request_context.ts";
import { logEvent } from "../http/security_log.ts";
import {
  type AccountTokenKind,
  createAccountToken,
  findAccountToken,
  findLinkKind,
} from "../models/account_tokens.ts";
import {
  changeEmail,
  type EmailLinkKind,
  findEmailLink,
  undoEmailChange,
  verifyEmail,
} from "../models/email_links.ts";
import { paths } from "../paths.ts";
import { LINK_TEXTS, linkPage, takenPage } from "../presenters/email_links.ts";
import { finishSignup } from "./signup_verification.ts";
import { usedLink } from "./used_link.ts";

/** What a link of one kind shows and does. null: it no longer works. */
interface LinkActions {
  show(c: RequestContext, token: string): Promise<Reply | null>;
  press(c: RequestContext, token: string): Promise<Reply | null>;
}

const ACTIONS: Partial<Record<AccountTokenKind, LinkActions>> = {
  verify: { show: showing("verify"), press: verify },
  "email-change": { show: showing("email-change"), press: change },
  "email-undo": { show: showing("email-undo"), press: undo },
  "sign-up": { show: showSignUp, press: finishSignup },
};

export const show: Action = (c) => run(c, "show");
export const create: Action = (c) => run(c, "press");

async function run(c: RequestContext, step: keyof LinkActions): Promise<Reply> {
  const token = c.param("token");
  const kind = await findLinkKind(c.services.database.knex, token);
  const actions = kind === null ? undefined : ACTIONS[kind];
  const reply = await actions?.[step](c, token);
  return reply ?? (await usedLink(c, actions && kind !== null ? kind : "verify"));
}

function showing(kind: EmailLinkKind): LinkActions["show"] {
  return async (c, token) => {
    const link = await findEmailLink(c.services.database, kind, { token, now: c.now });
    if (link === null) return null;
    return showLink(c, kind, { token, email: link.email });
  };
}

async function showSignUp(c: RequestContext, token: string): Promise<Reply | null> {
  const { knex } = c.services.database;
  const link = await findAccountToken(knex, ["sign-up"], { token, now: c.now });
  return link && showLink(c, "sign-up", { token, email: link.email ?? "" });
}

function showLink(
  c: RequestContext,
  kind: keyof typeof LINK_TEXTS,
  link: { token: string; email: string },
): PageReply {
  const userName = c.session?.user.name ?? null;
  return c.page("auth/link", linkPage({ ...LINK_TEXTS[kind], ...link, userName }));
}

async function verify(c: RequestContext, token: string): Promise<Reply | null> {
  const used = await verifyEmail(c.services.database, pressed(c, token));
  if (used === null || used === "taken") return null;
  logEvent(c, "email-verified", { userId: used.userId });
  return goOn(c, used.userId, { text: "Your address is verified." });
}

async function change(c: RequestContext, token: string): Promise<Reply | null> {
  const { database } = c.services;
  const link = await findEmailLink(database, "email-change", { token, now: c.now });
  const used = await changeEmail(database, pressed(c, token));
  if (used === "taken") {
    return c.page("errors/show", takenPage(link?.email ?? "", { isUndo: false }));
  }
  if (used === null) return null;
  logEvent(c, "email-changed", { userId: used.userId });
  return goOn(c, used.userId, { text: "Your address is changed. Sign in with it from now on." });
}

/** The way on is a new password, by the same proof that a link for one is: the mails of the address. */
async function undo(c: RequestContext, token: string): Promise<Reply | null> {
  const { database, authenticator } = c.services;
  const link = await findEmailLink(database, "email-undo", { token, now: c.now });
  const used = await undoEmailChange(database, pressed(c, token));
  if (used === "taken") {
    return c.page("errors/show", takenPage(link?.email ?? "", { isUndo: true }));
  }
  if (used === null) return null;
  logEvent(c, "email-change-undone", { userId: used.userId });
  if (c.session?.user.id === used.userId) {
    await authenticator.signOut(c.browser, c.session);
    c.session = null;
  }
  const reset = await createAccountToken(database.knex, { kind: "reset", ...used }, c.now);
  return c.redirect(paths.resetLink(reset), {
    text: "Your address is back, and everybody has been signed out. Choose a new password now.",
  });
}

/** @param userId the account of the link, which may be another one than that of the sign-in. */
function goOn(c: RequestContext, userId: string, done: FlashMessage): Reply {
  if (c.session === null) return c.redirect(paths.signin, done);
  if (c.user.id === userId) return c.redirect(paths.account, done);
  return c.redirect(
    paths.dashboard,
    notice("Done, for another account than the one you are in now."),
  );
}

function pressed(c: RequestContext, token: string) {
  return { token, client: c.browser.client, now: c.now };
}
