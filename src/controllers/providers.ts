/** Signing in with an OpenID Connect provider: to it and back, for a sign-in or for another proof. */
import {
  type ProviderAttempt,
  type ProviderIdentity,
  type ProviderPurpose,
  ProviderRefused,
} from "../auth/providers.ts";
import type { ProviderConfig } from "../config_providers.ts";
import { NotFound } from "../errors.ts";
import { typed } from "../forms/fields.ts";
import { markFresh } from "../http/fresh_sign_in.ts";
import { keepAttempt, keepIdentity, takeAttempt } from "../http/provider_attempts.ts";
import type { PageReply, Reply } from "../http/reply.ts";
import type { Action, RequestContext } from "../http/request_context.ts";
import { safeReturnTo } from "../http/return_to.ts";
import { recordFailure } from "../http/security_log.ts";
import { throttled } from "../http/throttled.ts";
import { findLinkedAccount } from "../models/external_identities.ts";
import { landingPath, paths, signinFor } from "../paths.ts";
import {
  providerOf,
  type SignedInThere,
  showRefused,
  showThrottled,
  signInAs,
  unlessDown,
} from "./provider_sign_in.ts";

/** Sends the browser to the provider. */
export const start: Action = throttled(showThrottled, async (c) => {
  const provider = providerOf(c);
  const purpose = purposeOf(c);
  if (purpose === "sign-in" && c.session !== null) {
    return c.redirect(landingPath(c.user.landingView));
  }
  if (purpose !== "sign-in" && c.session === null) return c.redirect(signinFor(c.address));
  await c.services.throttling.count("oidc", c.browser.client);
  return unlessDown(c, provider, async () => {
    const returnTo = safeReturnTo(c.query.return_to) ?? "";
    const began = { purpose, returnTo, now: c.now };
    const { url, attempt } = await c.services.providers.begin(provider, began);
    await keepAttempt(c, attempt);
    return c.leave(url);
  });
});

/** Where the provider sends the browser back to. */
export const callback: Action = async (c) => {
  const provider = providerOf(c);
  const taken = { provider: provider.number, state: typed(c.query.state) };
  const attempt = await takeAttempt(c, taken);
  if (attempt === null) return refused(c, provider, "no such attempt");
  if (attempt.purpose === "sign-in" && c.session !== null) {
    // In another tab meanwhile. An answer does not switch accounts.
    return c.redirect(attempt.returnTo || landingPath(c.user.landingView));
  }
  return unlessDown(c, provider, async () => {
    const { search } = new URL(c.address, c.services.config.appUrl);
    try {
      const identity = await c.services.providers.finish(provider, attempt, search);
      return await proceed(c, { provider, attempt, identity, returnTo: attempt.returnTo });
    } catch (error) {
      if (!(error instanceof ProviderRefused)) throw error;
      return refused(c, provider, error.message);
    }
  });
};

/** Leads to the provider's own sign-out, after the one here. */
export const signOut: Action = (c) => {
  const provider = providerOf(c);
  return unlessDown(c, provider, async () => {
    const url = await c.services.providers.signOutUrl(provider);
    if (url === null) throw new NotFound();
    return c.leave(url);
  });
};

interface Answer extends SignedInThere {
  attempt: ProviderAttempt;
  identity: ProviderIdentity;
}

async function proceed(c: RequestContext, answer: Answer): Promise<Reply> {
  const { provider, attempt, identity } = answer;
  if (attempt.purpose === "confirm") return await confirm(c, answer);
  if (attempt.purpose === "sign-in") {
    const account = await findLinkedAccount(c.services.database, identity, c.now);
    if (account !== null) return await signInAs(c, account, answer);
  }
  await keepIdentity(c, identity, attempt);
  const { number } = provider;
  const isSignIn = attempt.purpose === "sign-in";
  return c.redirect(isSignIn ? paths.providerAccount(number) : paths.providerLink(number));
}

/** The provider has asked the user again who they are. */
async function confirm(
  c: RequestContext,
  { provider, identity, returnTo }: Answer,
): Promise<Reply> {
  const back = returnTo === "" ? paths.confirm : returnTo;
  if (c.session === null) return c.redirect(signinFor(back));
  const account = await findLinkedAccount(c.services.database, identity, c.now);
  if (account?.user.id !== c.user.id) {
    recordFailure(c, { kind: "confirm-failed", userId: c.user.id });
    return showRefused(c, provider);
  }
  await markFresh(c, "provider");
  return c.redirect(back);
}

function purposeOf(c: RequestContext): ProviderPurpose {
  const wanted = c.query.for;
  return wanted === "link" || wanted === "confirm" ? wanted : "sign-in";
}

/** Of a lie the log says what it was: the kind of check that has failed, without what was sent. */
function refused(c: RequestContext, provider: ProviderConfig, reason: string): PageReply {
  const { address } = c.browser.client;
  const line = { event: "provider-refused", provider: provider.number, reason, address };
  c.log.warn(line, "security event");
  return showRefused(c, provider);
}
