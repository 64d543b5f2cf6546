/** The answer to a link that no longer works. */
import type { PageReply } from "../http/reply.ts";
import type { RequestContext } from "../http/request_context.ts";
import type { AccountTokenKind } from "../models/account_tokens.ts";
import { usedLinkPage } from "../presenters/used_link.ts";

/** @param kind what such a link is for. @throws TooManyRequests, after many from one network */
export async function usedLink(c: RequestContext, kind: AccountTokenKind): Promise<PageReply> {
  await c.services.throttling.count("wrongLink", c.browser.client);
  return c.page("auth/used_link", usedLinkPage(kind, { isSignedIn: c.session !== null }));
}
