/** Accounts for people whom a provider knows, and no account does. */
import type { ProviderIdentity } from "../auth/providers.ts";
import type { ProviderConfig } from "../config_providers.ts";
import { guessDateFormat } from "../dates/date_format.ts";
import { found } from "../errors.ts";
import { isEmail } from "../forms/email.ts";
import { readName } from "../forms/name.ts";
import { NAME_MAX } from "../forms/signup.ts";
import { findIdentity } from "../http/provider_attempts.ts";
import type { PageReply } from "../http/reply.ts";
import type { Action, RequestContext } from "../http/request_context.ts";
import { recordEvent } from "../http/security_log.ts";
import { isSignUpOpen } from "../http/sign_up.ts";
import { throttled } from "../http/throttled.ts";
import { createLinkedAccount, findLinkedAccount } from "../models/external_identities.ts";
import { paths } from "../paths.ts";
import { unknownIdentityPage } from "../presenters/providers.ts";
import { providerOf, signInAs } from "./provider_sign_in.ts";

/** Asks whether they have an account, or are new. */
export const show: Action = async (c) => {
  const provider = providerOf(c);
  const identity = await findIdentity(c, provider.number);
  return identity === null ? c.redirect(paths.signin) : showUnknown(c, provider, {});
};

/** Creates an account with the address that the provider vouches for. */
export const create: Action = throttled(
  (c, { formError }) => showUnknown(c, providerOf(c), { account: formError }),
  async (c) => {
    const provider = providerOf(c);
    const { database, throttling } = c.services;
    const identity = await findIdentity(c, provider.number);
    if (identity === null) return c.redirect(paths.signin);
    const account = newAccount(c, identity);
    if (typeof account === "string") return showUnknown(c, provider, {});
    await throttling.countSignUp(c.browser.client.address);
    const user = await createLinkedAccount(database, { identity, account }, c.now);
    if (user !== null) {
      const params = { by: "provider", name: provider.name };
      await recordEvent(c, { kind: "sign-up", userId: user.id, params });
    }
    // Pressed twice, the second finds the account of the first.
    const linked = await findLinkedAccount(database, identity, c.now);
    return linked === null
      ? showUnknown(c, provider, { account: "Email already registered" })
      : signInAs(c, linked, { provider, returnTo: identity.returnTo });
  },
);

/** The account that can be made; or why there can be none. Nothing of it comes from the form. */
function newAccount(c: RequestContext, { email, isEmailVerified, name }: ProviderIdentity) {
  if (!isSignUpOpen(c)) return "It takes an invitation: ask whoever hosts this Plainlist." as const;
  if (email === null || !isEmailVerified || !isEmail(email)) return "unverified" as const;
  const named = readName(name, "Name", NAME_MAX);
  return {
    name: named.ok ? named.value : email.slice(0, email.lastIndexOf("@")),
    email,
    password: null,
    emailVerifiedAt: c.now,
    dateFormat: guessDateFormat(c.languages),
  };
}

async function showUnknown(
  c: RequestContext,
  provider: ProviderConfig,
  errors: { account?: string },
): Promise<PageReply> {
  const identity = found(await findIdentity(c, provider.number));
  const account = newAccount(c, identity);
  const isRefused = typeof account === "string";
  const action = paths.providerAccount(provider.number);
  const shown = {
    account: isRefused
      ? null
      : { action, name: account.name, form: { values: { account: "" }, errors } },
    refusal: isRefused ? refusalText(provider, account) : "",
  };
  return c.page("auth/provider", unknownIdentityPage(provider, identity, shown));
}

function refusalText({ name }: ProviderConfig, reason: string): string {
  return reason === "unverified"
    ? `${name} does not vouch for your address. Create an account with a password first, then connect ${name} to it.`
    : reason;
}
