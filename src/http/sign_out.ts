/** Signs the browser of a request out. */
import { paths } from "../paths.ts";
import { notice } from "./flash.ts";
import type { RedirectReply } from "./reply.ts";
import type { RequestContext } from "./request_context.ts";
import { recordEvent } from "./security_log.ts";

/** @param text what the page for visitors says then; it must not name anything of the account's. */
export async function signOut(c: RequestContext, text: string): Promise<RedirectReply> {
  const { session } = c;
  const { providers } = c.services;
  const { signOutProvider = 0 } = session === null ? {} : await c.browser.loadSession();
  await c.services.authenticator.signOut(c.browser, session);
  if (session !== null) await recordEvent(c, { kind: "sign-out", userId: session.user.id });
  // The message is for the visitor that the browser is now.
  c.session = null;
  // Not "cookies" too: that clears those of the whole registered domain, including other apps'.
  const headers = { "Clear-Site-Data": '"storage"' };
  const provider = providers.find(signOutProvider);
  const link = provider && {
    href: paths.providerSignout(provider.number),
    label: `Sign out of ${provider.name} too`,
  };
  return { ...c.redirect(paths.signin, { ...notice(text), link }), headers };
}
