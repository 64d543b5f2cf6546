/** What the ways back from a provider have in common. */
import { ProviderUnreachable } from "../auth/providers.ts";
import type { ProviderConfig } from "../config_providers.ts";
import { found } from "../errors.ts";
import type { PageReply, Reply } from "../http/reply.ts";
import type { RequestContext } from "../http/request_context.ts";
import { recordFailure } from "../http/security_log.ts";
import { signIn } from "../http/sign_in.ts";
import { type Account, isClosed } from "../models/users.ts";
import { landingPath } from "../paths.ts";
import { providerProblemPage } from "../presenters/providers.ts";

export interface SignedInThere {
  provider: ProviderConfig;
  /** A path of this app; "": where the user starts. */
  returnTo: string;
}

/** The provider of the address. @throws NotFound */
export function providerOf(c: RequestContext): ProviderConfig {
  return found(c.services.providers.find(c.id("n")));
}

/** Signs in to the account of an identity: a second factor is asked for as after a password. */
export async function signInAs(
  c: RequestContext,
  account: Account,
  { provider, returnTo }: SignedInThere,
): Promise<Reply> {
  const { providers, throttling } = c.services;
  if (isClosed(account, c.now)) {
    recordFailure(c, { kind: "sign-in-failed", userId: account.user.id });
    return showRefused(c, provider);
  }
  // Only what does not end in a sign-in counts.
  await throttling.uncount("oidc", c.browser.client);
  // Whoever is let in need not wait for what the provider says about signing out.
  const signOutUrl = await providers.signOutUrl(provider).catch(() => null);
  const { name, number } = provider;
  return await signIn(c, account.user, {
    method: { by: "provider", name, signOut: signOutUrl === null ? null : number },
    returnTo: returnTo === "" ? landingPath(account.user.landingView) : returnTo,
  });
}

/** The provider has refused, or its answer does not count. */
export function showRefused(c: RequestContext, provider: ProviderConfig): PageReply {
  const isSignedIn = c.session !== null;
  return c.page("errors/show", providerProblemPage(provider, { reason: "refused", isSignedIn }));
}

/** Too many attempts. */
export function showThrottled(c: RequestContext, { formError }: { formError: string }): PageReply {
  const isSignedIn = c.session !== null;
  const page = providerProblemPage(providerOf(c), { reason: "refused", isSignedIn });
  return c.page("errors/show", { ...page, explanation: formError });
}

/** Says so where the provider cannot be reached. */
export async function unlessDown(
  c: RequestContext,
  provider: ProviderConfig,
  work: () => Promise<Reply>,
): Promise<Reply> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ProviderUnreachable)) throw error;
    const { cause: err, headers } = error;
    c.log.warn(
      { event: "provider-unreachable", provider: provider.number, err },
      "a provider cannot be reached",
    );
    const isSignedIn = c.session !== null;
    const page = providerProblemPage(provider, { reason: "down", isSignedIn });
    return { ...c.page("errors/show", page), headers };
  }
}
