/** The end of a sign-up whose address had to be proved first. */
import { leadToSignIn } from "../http/lead_to_sign_in.ts";
import type { Reply } from "../http/reply.ts";
import type { RequestContext } from "../http/request_context.ts";
import { recordEvent } from "../http/security_log.ts";
import { confirmSignUp } from "../models/sign_ups.ts";

/**
 * Creates the account of a sign-up. Who opens the mail is not signed in: they have to know the password.
 * @param token of the link, of the kind "sign-up".
 * @returns null: it no longer works, or the address has an account by now.
 */
export async function finishSignup(c: RequestContext, token: string): Promise<Reply | null> {
  const created = await confirmSignUp(c.services.database, { token, now: c.now });
  if (!created.ok) return null;
  const userId = created.user.id;
  await recordEvent(c, { kind: "sign-up", userId, params: { by: "mail" } });
  return leadToSignIn(c, { userId, done: "Your account is ready" });
}
