/**
 * Signing in with OpenID Connect providers: authorization code with PKCE, state and nonce. openid-client
 * checks the answers: signature, issuer, audience, nonce, times, state.
 */
import { LRUCache } from "lru-cache";
import * as oidc from "openid-client";
import type { ProviderConfig } from "../config_providers.ts";
import { Unavailable } from "../errors.ts";
import { paths } from "../paths.ts";

/** In seconds: how long a provider may take to answer. */
const TIMEOUT = 8;
/** In milliseconds: how long what a provider says about itself is kept. */
const METADATA_LIFETIME = 60 * 60_000;
/** In seconds: how far the provider's clock may be off. */
const CLOCK_TOLERANCE = 30;
/** In seconds: how long ago someone may have signed in to the provider, where a fresh sign-in is needed. */
const FRESH_AGE = 300;

/** sign-in; link: to connect it to the account; confirm: to prove again who the user is. */
export type ProviderPurpose = "sign-in" | "link" | "confirm";

/** What the browser session keeps of a sign-in that is under way. */
export interface ProviderAttempt {
  provider: number;
  /** Comes back with the answer, and is known to this browser only. */
  state: string;
  nonce: string;
  verifier: string;
  /** In milliseconds. */
  startedAt: number;
  purpose: ProviderPurpose;
  /** A path of this app; "": where the user starts. */
  returnTo: string;
}

/** Who someone is to a provider. */
export interface ProviderIdentity {
  issuer: string;
  /** The provider's name for the person; unique and never reassigned. */
  subject: string;
  /** In lower case; null: the provider does not say. */
  email: string | null;
  /** Whether the provider vouches that the address is theirs. */
  isEmailVerified: boolean;
  /** "": the provider does not say. */
  name: string;
}

/** An identity that no account is connected to, while its owner decides. */
export interface PendingIdentity extends ProviderIdentity {
  provider: number;
  /** In milliseconds. */
  keptAt: number;
  returnTo: string;
}

/** The provider's answer does not count; the message is for the log. */
export class ProviderRefused extends Error {}

/** The provider does not answer, or not as a provider. */
export class ProviderUnreachable extends Unavailable {
  constructor(cause: unknown) {
    super("The provider cannot be reached right now", 30);
    this.cause = cause;
  }
}

export class Providers {
  readonly all: readonly ProviderConfig[];
  readonly #appUrl: string;
  readonly #timeout: number;
  readonly #discovered = new LRUCache<number, Promise<oidc.Configuration>>({
    max: 1_000,
    ttl: METADATA_LIFETIME,
  });

  /** @param timeout in seconds; tests use a shorter one. */
  constructor(all: readonly ProviderConfig[], appUrl: string, timeout = TIMEOUT) {
    this.all = all;
    this.#appUrl = appUrl;
    this.#timeout = timeout;
  }

  find(number: number): ProviderConfig | null {
    return this.all.find((provider) => provider.number === number) ?? null;
  }

  /** @param issuer as an answer has it. */
  findByIssuer(issuer: string): ProviderConfig | null {
    const isSame = (provider: ProviderConfig) => sameUrl(provider.issuer, issuer);
    return this.all.find(isSame) ?? null;
  }

  /**
   * @returns where to send the browser, and what its session has to keep until it comes back.
   * @throws ProviderUnreachable
   */
  async begin(
    provider: ProviderConfig,
    { purpose, returnTo, now }: { purpose: ProviderPurpose; returnTo: string; now: Date },
  ): Promise<{ url: URL; attempt: ProviderAttempt }> {
    const configuration = await this.#configuration(provider);
    const attempt: ProviderAttempt = {
      provider: provider.number,
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      verifier: oidc.randomPKCECodeVerifier(),
      startedAt: now.getTime(),
      purpose,
      returnTo,
    };
    const url = oidc.buildAuthorizationUrl(configuration, {
      redirect_uri: this.#callback(provider),
      scope: "openid email profile",
      state: attempt.state,
      nonce: attempt.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(attempt.verifier),
      code_challenge_method: "S256",
      ...(purpose === "confirm" && { prompt: "login", max_age: "0" }),
    });
    return { url, attempt };
  }

  /**
   * @param query of the callback's address, with its "?".
   * @throws ProviderRefused, ProviderUnreachable
   */
  async finish(
    provider: ProviderConfig,
    attempt: ProviderAttempt,
    query: string,
  ): Promise<ProviderIdentity> {
    const configuration = await this.#configuration(provider);
    try {
      const address = new URL(this.#callback(provider) + query);
      const answer = await oidc.authorizationCodeGrant(configuration, address, {
        expectedState: attempt.state,
        expectedNonce: attempt.nonce,
        pkceCodeVerifier: attempt.verifier,
        idTokenExpected: true,
        ...(attempt.purpose === "confirm" && { maxAge: FRESH_AGE }),
      });
      const claims = answer.claims();
      if (claims === undefined) throw new ProviderRefused("There is no ID token");
      const hasUserInfo = configuration.serverMetadata().userinfo_endpoint !== undefined;
      const more =
        claims.email === undefined && hasUserInfo
          ? await oidc.fetchUserInfo(configuration, answer.access_token, claims.sub)
          : {};
      return identityOf(claims, more);
    } catch (error) {
      throw asRefusal(error);
    }
  }

  /** Where to sign out of the provider too; null: it does not offer that. @throws ProviderUnreachable */
  async signOutUrl(provider: ProviderConfig): Promise<URL | null> {
    const configuration = await this.#configuration(provider);
    if (configuration.serverMetadata().end_session_endpoint === undefined) return null;
    const back = `${this.#appUrl}${paths.signin}`;
    return oidc.buildEndSessionUrl(configuration, { post_logout_redirect_uri: back });
  }

  #callback({ number }: ProviderConfig): string {
    return `${this.#appUrl}${paths.providerCallback(number)}`;
  }

  /** Discovered at the first use, and again after a failure. */
  async #configuration(provider: ProviderConfig): Promise<oidc.Configuration> {
    const { number } = provider;
    const found = this.#discovered.get(number) ?? discover(provider, this.#timeout);
    if (!this.#discovered.has(number)) this.#discovered.set(number, found);
    try {
      return await found;
    } catch (error) {
      this.#discovered.delete(number);
      throw new ProviderUnreachable(error);
    }
  }
}

function discover(
  { issuer, clientId, clientSecret }: ProviderConfig,
  timeout: number,
): Promise<oidc.Configuration> {
  const server = new URL(issuer);
  const metadata = { client_secret: clientSecret, [oidc.clockTolerance]: CLOCK_TOLERANCE };
  // The signature of an ID token counts, though it comes over TLS from the provider itself.
  const execute = [oidc.enableNonRepudiationChecks];
  // Of the machine itself: see config_providers.ts.
  if (server.protocol === "http:") execute.push(oidc.allowInsecureRequests);
  const options = { execute, timeout };
  return oidc.discovery(server, clientId, metadata, secretAuth(clientSecret), options);
}

/** In the body, where the provider takes that; by default it takes the header (OpenID Connect Discovery, 3). */
function secretAuth(secret: string): oidc.ClientAuth {
  const [inBody, inHeader] = [oidc.ClientSecretPost(secret), oidc.ClientSecretBasic(secret)];
  return (server, ...rest) => {
    const { token_endpoint_auth_methods_supported: methods = [] } = server;
    const send = methods.includes("client_secret_post") ? inBody : inHeader;
    send(server, ...rest);
  };
}

type Claims = Readonly<Record<string, unknown>>;

/** @param more of the user info, where the ID token has no address: an address and its proof come together. */
function identityOf(claims: Claims, more: Claims): ProviderIdentity {
  const { iss, sub } = claims;
  const { email, email_verified: verified } = claims.email === undefined ? more : claims;
  const address = typeof email === "string" && email !== "" ? email.toLowerCase() : null;
  const names = [claims, more].flatMap((said) => [said.name, said.preferred_username]);
  const named = names.find((one) => typeof one === "string" && one !== "");
  return {
    issuer: String(iss),
    subject: String(sub),
    email: address,
    // A text, as some write it, is no promise.
    isEmailVerified: address !== null && verified === true,
    name: String(named ?? ""),
  };
}

/** Whether the provider refused or lied, or could not be asked. */
function asRefusal(error: unknown): Error {
  if (error instanceof ProviderRefused) return error;
  const { name, code = "", cause } = error as Error & { code?: string; cause?: { code?: string } };
  const isTimeout = code === "OAUTH_TIMEOUT" || code === "OAUTH_ABORT";
  // What fetch fails with has no code of its own.
  if (isTimeout || (error instanceof TypeError && code === "")) {
    return new ProviderUnreachable(error);
  }
  const detail = error instanceof oidc.ClientError ? (cause?.code ?? "") : "";
  return new ProviderRefused([name, code, detail].filter(Boolean).join(" "), { cause: error });
}

function sameUrl(one: string, other: string): boolean {
  return URL.parse(one)?.href === URL.parse(other)?.href;
}
