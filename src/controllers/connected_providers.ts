/** The providers that are connected to the account of the user. */
import { typed } from "../forms/fields.ts";
import { notice } from "../http/flash.ts";
import { findIdentity, forgetIdentity } from "../http/provider_attempts.ts";
import type { Action } from "../http/request_context.ts";
import { recordEvent } from "../http/security_log.ts";
import { linkIdentity, listIdentities, unlinkIdentity } from "../models/external_identities.ts";
import { findUserById } from "../models/users.ts";
import { paths } from "../paths.ts";
import { linkPage, nameOf, providersPage, takenIdentityPage } from "../presenters/providers.ts";
import { providerOf } from "./provider_sign_in.ts";

export const index: Action = async (c) => {
  const { database, providers } = c.services;
  const [identities, account] = await Promise.all([
    listIdentities(database, c.user.id),
    findUserById(database, c.user.id),
  ]);
  const hasPassword = account !== null && account.password !== null;
  const page = providersPage(providers, c.user, { identities, hasPassword });
  return c.page("settings/providers", page);
};

/** Asks before an identity is connected, which a visit to the provider alone does not do. */
export const showLink: Action = async (c) => {
  const provider = providerOf(c);
  const identity = await findIdentity(c, provider.number);
  if (identity === null) return c.redirect(paths.providers, TOO_LATE);
  return c.page("auth/provider_link", linkPage(provider, identity, c.user.email));
};

export const link: Action = async (c) => {
  const provider = providerOf(c);
  const { name } = provider;
  const identity = await findIdentity(c, provider.number);
  if (identity === null) return c.redirect(paths.providers, TOO_LATE);
  const linked = { identity, provider: name, now: c.now };
  const result = await linkIdentity(c.services.database, c.user, linked);
  await forgetIdentity(c);
  if (result === "other") return c.page("errors/show", takenIdentityPage(provider));
  if (result === "own") {
    return c.redirect(paths.providers, notice(`${name} was connected already.`));
  }
  await recordEvent(c, { kind: "provider-linked", userId: c.user.id, params: { name } });
  return c.redirect(paths.providers, { text: `${name} is connected.` });
};

export const unlink: Action = async (c) => {
  const { database, providers } = c.services;
  const id = typed(c.fields.identity);
  const identities = await listIdentities(database, c.user.id);
  const identity = identities.find((one) => one.id === id);
  const own = { userId: c.user.id, id };
  const isOffered = ({ issuer }: { issuer: string }) => providers.findByIssuer(issuer) !== null;
  const result = await unlinkIdentity(database, own, isOffered);
  if (result === "none" || identity === undefined) {
    return c.redirect(paths.providers, notice("That was not connected any more."));
  }
  const name = nameOf(providers, identity);
  if (result === "only") {
    const text = `${name} is your only way in. Set a password first.`;
    return c.redirect(paths.providers, notice(text));
  }
  await recordEvent(c, { kind: "provider-unlinked", userId: c.user.id, params: { name } });
  return c.redirect(paths.providers, { text: `${name} is disconnected.` });
};

const TOO_LATE = notice("That took too long. Connect it again.");
