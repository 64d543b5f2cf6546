/** The last steps of every way in: a password, a provider, a sign-up, a new password by mail. */
import type { CheckedCode } from "../auth/second_factors.ts";
import { carriedOver, type PendingSignIn, type SignInMethod } from "../auth/session.ts";
import { cancelDeletion } from "../models/account_deletion.ts";
import { findBrowser } from "../models/browsers.ts";
import { hasSecondFactor } from "../models/second_factors.ts";
import { findUserById, isClosed, type User } from "../models/users.ts";
import { paths } from "../paths.ts";
import type { Reply } from "./reply.ts";
import type { RequestContext } from "./request_context.ts";
import { recordEvent, recordFailure } from "./security_log.ts";

/** In milliseconds: how long a sign-in waits for its code. */
const PENDING_LIFETIME = 10 * 60_000;
/** In milliseconds: how long the browser session of a sign-in that waits is kept, with its saved forms. */
const SESSION_LIFETIME = 60 * 60_000;

/** How a sign-in ends. */
interface Ending {
  method: SignInMethod;
  /** A path of this app, to go to after it. */
  returnTo: string;
  /** The second factor was used. */
  withCode?: boolean;
  /** The browser is not asked for it for 30 days. */
  trust?: boolean;
}

/** Signs the browser in, or first asks for the code of the second factor. */
export async function signIn(
  c: RequestContext,
  user: User,
  { method, returnTo }: Pick<Ending, "method" | "returnTo">,
): Promise<Reply> {
  if (!(await asksForCode(c, user))) return finishSignIn(c, user, { method, returnTo });
  const pendingSignIn = { userId: user.id, method, startedAt: c.now.getTime(), returnTo };
  const session = await c.browser.loadSession();
  const kept = { ...carriedOver(session), authSessionId: session.authSessionId };
  // Under a new id: whoever has planted the old one would need nothing but the code.
  await c.browser.regenerateSession({ ...kept, pendingSignIn }, SESSION_LIFETIME);
  return c.redirect(paths.code);
}

/**
 * The sign-in of this browser that waits for a code, and its user.
 * @returns null: there is none, it has waited too long, or the password has changed since.
 */
export async function pendingSignIn(
  c: RequestContext,
): Promise<(PendingSignIn & { user: User }) | null> {
  const { pendingSignIn: pending } = await c.browser.loadSession();
  if (pending === undefined) return null;
  const { userId, startedAt } = pending;
  if (c.now.getTime() - startedAt > PENDING_LIFETIME) return null;
  const account = await findUserById(c.services.database, userId);
  if (account === null || isClosed(account, c.now)) return null;
  const changedAt = account.user.passwordChangedAt?.getTime() ?? 0;
  if (changedAt > startedAt) return null;
  return { ...pending, user: account.user };
}

/** Signs the browser in, with nothing more to prove. An account that was about to be deleted is kept. */
export async function finishSignIn(
  c: RequestContext,
  user: User,
  { method, returnTo, withCode = false, trust = false }: Ending,
): Promise<Reply> {
  const { authenticator, database } = c.services;
  const isKept = user.deletionAt !== null && (await cancelDeletion(database, user.id, c.now));
  if (isKept) await recordEvent(c, { kind: "deletion-cancelled", userId: user.id });
  const signOutProvider = method.by === "provider" ? method.signOut : null;
  const { session, seen } = await authenticator.signIn(c.browser, user, { trust, signOutProvider });
  // A message of the reply is for this user.
  c.session = session;
  const kind = method.by === "sign-up" ? "sign-up" : "sign-in";
  const how = method.by === "provider" ? { by: method.by, name: method.name } : method;
  const params = { ...how, withCode, isNewBrowser: seen.isNew, isNewNetwork: seen.isNewNetwork };
  await recordEvent(c, { kind, userId: user.id, params });
  if (trust) await recordEvent(c, { kind: "browser-trusted", userId: user.id });
  return isKept
    ? c.redirect(paths.dashboard, { text: "Welcome back. Nothing was deleted." })
    : c.redirect(returnTo);
}

/**
 * Checks a code of the second factor, uses it up and records it.
 * @param browser the value of the cookie by which a browser is recognised; the API has none.
 * @throws TooManyRequests, Unavailable
 */
export async function checkCode(
  c: RequestContext,
  user: User,
  code: string,
  browser?: string,
): Promise<CheckedCode> {
  const { address } = c.browser.client;
  const from = { address, browser, isKnown: c.session?.user.id === user.id };
  const checked = await c.services.secondFactors.check(user, code, from);
  if (!checked.ok) recordFailure(c, { kind: "code-failed", userId: user.id });
  else if (checked.by === "recovery") {
    const { left } = checked;
    await recordEvent(c, { kind: "recovery-code-used", userId: user.id, params: { left } });
  }
  return checked;
}

/** Whether a second factor is on, and this browser is not trusted. */
async function asksForCode(c: RequestContext, user: User): Promise<boolean> {
  const { database } = c.services;
  if (!(await hasSecondFactor(database, user.id))) return false;
  const secret = c.browser.cookie("browser");
  const browser = await findBrowser(database, { userId: user.id, secret });
  return !(browser?.trustedUntil != null && browser.trustedUntil > c.now);
}
