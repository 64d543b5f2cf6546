/** The end of what leads to signing in: a new password, a new account. */
import { paths } from "../paths.ts";
import type { Reply } from "./reply.ts";
import type { RequestContext } from "./request_context.ts";

/**
 * Nobody is signed in by the link of a mail: the second factor is asked for, and a stranger's sign-up with
 * someone's address is of no use to either.
 * @param done what has happened: "Password changed".
 */
export async function leadToSignIn(
  c: RequestContext,
  { userId, done }: { userId: string; done: string },
): Promise<Reply> {
  if (c.session !== null && c.user.id !== userId) {
    return c.redirect(paths.dashboard, { text: `${done}. To sign in there, sign out here first.` });
  }
  if (c.session !== null) {
    // Its row has ended already.
    await c.services.authenticator.signOut(c.browser, null);
    c.session = null;
  }
  return c.redirect(paths.signin, { text: `${done}. Please sign in.` });
}
