/** The last steps of every way in: a password, a provider, a sign-up, a new password by mail. */
import type { PendingSignIn, SignInMethod } from "../auth/session.ts";
import { cancelDeletion } from "../models/account_deletion.ts";
import { findBrowser } from "../models/browsers.ts";
import { queueMail } from "../models/mails.ts";
import { hasSecondFactor } from "../models/second_factors.ts";
import type { User } from "../models/users.ts";
import { paths } from "../paths.ts";
import type { Reply } from "./reply.ts";
import type { RequestContext } from "./request_context.ts";
import { recordEvent } from "./security_log.ts";

/** In milliseconds: how long a sign-in waits for its code. */
const PENDING_LIFETIME = 10 * 60_000;

/**
 * Signs the browser in, or first asks for the code of the second factor.
 * @param returnTo a path of this app, to go to after it.
 */
export async function signIn(
  c: RequestContext,
  user: User,
  { method, returnTo }: { method: SignInMethod; returnTo: string },
): Promise<Reply> {
  if (!(await asksForCode(c, user))) return finishSignIn(c, user, { method, returnTo });
  const startedAt = c.now.getTime();
  await c.browser.saveSession({
    pendingSignIn: { userId: user.id, method, startedAt, returnTo },
  });
  return c.redirect(paths.code);
}

/** The sign-in of this browser that waits for a code; null: none, or it has waited too long. */
export async function pendingSignIn(c: RequestContext): Promise<PendingSignIn | null> {
  const { pendingSignIn: pending } = await c.browser.loadSession();
  if (pending === undefined) return null;
  return c.now.getTime() - pending.startedAt <= PENDING_LIFETIME ? pending : null;
}

/**
 * Signs the browser in, with nothing more to prove. An account that was about to be deleted is kept.
 * @param withCode the second factor was used.
 */
export async function finishSignIn(
  c: RequestContext,
  user: User,
  {
    method,
    returnTo,
    withCode = false,
  }: { method: SignInMethod; returnTo: string; withCode?: boolean },
): Promise<Reply> {
  const { database } = c.services;
  const isKept = user.deletionAt !== null && (await cancelDeletion(database, user.id, c.now));
  if (isKept) await recordEvent(c, { kind: "deletion-cancelled", userId: user.id });
  const { session, isNewBrowser } = await c.services.authenticator.signIn(c.browser, user);
  // A message of the reply is for this user.
  c.session = session;
  const kind = method.by === "sign-up" ? "sign-up" : "sign-in";
  const params = { ...method, withCode, isNewBrowser };
  await recordEvent(c, { kind, userId: user.id, params });
  if (isNewBrowser) {
    const { userAgent, address } = c.browser.client;
    const at = c.now.toISOString();
    await queueMail(
      database.knex,
      {
        kind: "new-sign-in",
        recipient: user.email,
        userId: user.id,
        params: { userAgent: userAgent.slice(0, 400), address, at },
      },
      c.now,
    );
  }
  return isKept
    ? c.redirect(paths.dashboard, { text: "Welcome back. Nothing was deleted." })
    : c.redirect(returnTo);
}

/** Whether a second factor is on, and this browser is not trusted. */
async function asksForCode(c: RequestContext, user: User): Promise<boolean> {
  const { database } = c.services;
  if (!(await hasSecondFactor(database, user.id))) return false;
  const secret = c.browser.cookie("browser");
  const browser = await findBrowser(database, { userId: user.id, secret });
  return !(browser?.trustedUntil != null && browser.trustedUntil > c.now);
}
