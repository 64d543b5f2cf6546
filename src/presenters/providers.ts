/** Signing in with OpenID Connect providers: links, and the pages around them. */
import type { PendingIdentity, Providers } from "../auth/providers.ts";
import type { ProviderConfig } from "../config_providers.ts";
import type { ClockSettings } from "../dates/date_settings.ts";
import type { PageModel } from "../http/reply.ts";
import { type LinkedIdentity, listIdentities } from "../models/external_identities.ts";
import { paths, providerFor, signinFor } from "../paths.ts";
import type { Link } from "../views/models/elements.ts";
import type { SettingsLine } from "../views/models/settings.ts";
import { toMoment } from "./moment.ts";
import type { SettingsContext } from "./settings_line.ts";

/** @param returnTo a path of this app to go to after it, or "". */
export function signInLinks(all: readonly ProviderConfig[], returnTo: string): Link[] {
  const query = returnTo === "" ? "" : `?return_to=${encodeURIComponent(returnTo)}`;
  return all.map(({ number, name }) => ({
    href: `${paths.provider(number)}${query}`,
    label: `Continue with ${name}`,
  }));
}

/** To prove again who the user is. @param returnTo the page that goes on. */
export function confirmLinks(known: readonly ProviderConfig[], returnTo: string): Link[] {
  return known.map(({ number, name }) => ({
    href: `${providerFor(number, "confirm")}&return_to=${encodeURIComponent(returnTo)}`,
    label: `Continue with ${name}`,
  }));
}

/** The providers that know a user, each once. */
export function providersOf(
  providers: Providers,
  identities: readonly LinkedIdentity[],
): ProviderConfig[] {
  const known = identities.map(({ issuer }) => providers.findByIssuer(issuer));
  return [...new Set(known)].filter((provider) => provider !== null);
}

/** @param reason of the provider's answer being refused; down: there was no answer. */
export function providerProblemPage(
  { number, name }: ProviderConfig,
  { reason, isSignedIn }: { reason: "refused" | "down"; isSignedIn: boolean },
): PageModel<"errors/show"> {
  const isDown = reason === "down";
  const heading = isDown
    ? `${name} cannot be reached right now`
    : `The sign-in with ${name} did not work`;
  const again = { href: paths.provider(number), label: "Try again" };
  const other = { href: paths.signin, label: "Sign in another way" };
  const today = { href: paths.dashboard, label: "Go to Today" };
  return {
    title: heading,
    status: isDown ? 503 : 400,
    heading,
    explanation: isDown
      ? "Nothing was changed. Wait a moment, then try again."
      : "It was cancelled, took too long or was not confirmed. Nothing was changed.",
    requestId: null,
    ways: isSignedIn ? [today, { href: paths.providers, label: "Other ways in" }] : [again, other],
  };
}

/** An identity belongs to one account at most. */
export function takenIdentityPage({ name }: ProviderConfig): PageModel<"errors/show"> {
  const heading = `This ${name} is connected to another account`;
  return {
    title: heading,
    status: 409,
    heading,
    explanation: "Sign in to that account and disconnect it there first. Nothing was changed.",
    requestId: null,
    ways: [{ href: paths.providers, label: "Other ways in" }],
  };
}

/** @param account null: none can be made, for the reason given. */
export function unknownIdentityPage(
  { number, name }: ProviderConfig,
  { email }: PendingIdentity,
  { account, refusal }: Pick<PageModel<"auth/provider">, "account" | "refusal">,
): PageModel<"auth/provider"> {
  return {
    title: `${name} is not connected`,
    hasForm: true,
    provider: name,
    email,
    connectHref: signinFor(paths.providerLink(number)),
    account,
    refusal,
  };
}

export function linkPage(
  { number, name }: ProviderConfig,
  identity: PendingIdentity,
  account: string,
): PageModel<"auth/provider_link"> {
  const there = identity.email ?? (identity.name === "" ? null : identity.name);
  const action = paths.providerLink(number);
  return { title: `Connect ${name}`, provider: name, there, account, action };
}

export function providersPage(
  providers: Providers,
  clock: ClockSettings,
  { identities, hasPassword }: { identities: readonly LinkedIdentity[]; hasPassword: boolean },
): PageModel<"settings/providers"> {
  const known = providersOf(providers, identities);
  const offered = identities.filter(({ issuer }) => providers.findByIssuer(issuer) !== null);
  return {
    title: "Other ways in",
    connected: identities.map((identity) => ({
      id: identity.id,
      provider: nameOf(providers, identity),
      email: identity.email,
      since: toMoment(identity.createdAt, clock),
      lastUsed: toMoment(identity.lastUsedAt, clock),
      isOnlyWay: !hasPassword && offered.every((other) => other === identity),
    })),
    more: providers.all
      .filter((provider) => !known.includes(provider))
      .map(({ number, name }) => ({
        href: providerFor(number, "link"),
        label: `Connect ${name}`,
      })),
  };
}

/** In the index of the settings, where there is a provider. */
export async function providersLine({
  user,
  database,
  providers,
}: SettingsContext): Promise<SettingsLine | null> {
  if (providers.all.length === 0) return null;
  const identities = await listIdentities(database, user.id);
  const names = new Set(identities.map((identity) => nameOf(providers, identity)));
  return {
    heading: "Other ways in",
    href: paths.providers,
    state:
      names.size === 0
        ? [`Not connected. There is ${listed(providers.all.map(({ name }) => name))}.`]
        : ["Connected: ", { strong: listed([...names]) }, "."],
    deservesLook: false,
  };
}

/** As the host calls it; the host of its address where the provider has been removed. */
export function nameOf(providers: Providers, { issuer }: { issuer: string }): string {
  return providers.findByIssuer(issuer)?.name ?? URL.parse(issuer)?.hostname ?? issuer;
}

function listed(names: readonly string[]): string {
  return new Intl.ListFormat("en-GB").format(names);
}
