/**
 * Identifies the user of a request, and signs users in and out: the bridge from session to JWT. Each
 * request carries a short-lived JWT; the row of the sign-in (auth_sessions) decides whether it is live;
 * the browser session (express-session) is only loaded to renew the JWT.
 */
import { isDeepStrictEqual } from "node:util";
import { LRUCache } from "lru-cache";
import type { Database } from "../db/connection.ts";
import type { Counters } from "../db/counters.ts";
import { unlessUnavailable } from "../db/database_errors.ts";
import { UserScope } from "../db/scope.ts";
import {
  type Audience,
  type AuthSession,
  type Client,
  createAuthSession,
  findAuthSession,
  type Liveness,
  type NewAuthSession,
  revokeAuthSession,
  revokeSameBrowser,
  touchAuthSession,
} from "../models/auth_sessions.ts";
import type { User } from "../models/users.ts";
import { recogniseBrowser } from "./recognised_browsers.ts";
import type { ClientBrowser, Identity, Presumed, Session } from "./session.ts";
import type { TokenResult, Tokens } from "./tokens.ts";

interface AuthenticatorOptions {
  database: Database;
  tokens: Tokens;
  clock: () => Date;
  /** In milliseconds: how long a sign-in lasts while it is not used. */
  ttl: number;
}

/** In milliseconds: the lifetime of a page's JWT, and how often the last use of a sign-in is recorded. */
const TOKEN_LIFETIME = 15 * 60_000;

interface SignedIn {
  session: Session;
  isNewBrowser: boolean;
}

/** What a process remembers of a sign-in, and never whether it is live. */
type Known = Pick<AuthSession, "user" | "authenticatedAt" | "access">;

export class Authenticator {
  readonly #options: AuthenticatorOptions;
  readonly #tokenLifetime: number;
  /** By sign-in, as last seen. */
  readonly #known = new LRUCache<string, Known>({ max: 10_000 });

  constructor(options: AuthenticatorOptions) {
    this.#options = options;
    this.#tokenLifetime = Math.min(TOKEN_LIFETIME, options.ttl / 2);
  }

  /** Identifies the user of a page request, and renews a JWT that has expired before its sign-in. */
  async identify(browser: ClientBrowser): Promise<Identity> {
    const token = browser.cookie("token");
    const proof: TokenResult =
      token === undefined ? { status: "invalid" } : this.#options.tokens.verify("web", token);
    if (proof.status === "valid") return this.#identity(await this.#find(proof.sessionId, "web"));
    const nobody = { session: null, expired: proof.status === "expired" };
    if (browser.cookie("session") === undefined) return nobody;
    const { authSessionId } = await browser.loadSession();
    if (authSessionId === undefined) return nobody;
    const liveness = await this.#find(authSessionId, "web");
    if (liveness.state === "live") await this.#renew(browser, liveness.session);
    return this.#identity(liveness);
  }

  /**
   * The user of a valid JWT, without waiting for PostgreSQL: what a request needs can be read meanwhile,
   * but nothing may be written or sent before `actual` is known.
   * @returns null: the sign-in has not been seen yet.
   */
  presume(audience: Audience, token: string | undefined): Presumed | null {
    if (token === undefined) return null;
    const { database, clock, tokens } = this.#options;
    const proof = tokens.verify(audience, token);
    if (proof.status !== "valid") return null;
    const { sessionId: id } = proof;
    const known = this.#known.get(id);
    const counters = known && database.counters.get(known.user.id);
    if (known === undefined || counters === undefined) return null;
    const { user } = known;
    const actual = this.#find(id, audience).then((liveness) => {
      if (liveness.state !== "live") this.#known.delete(id);
      if (!isAsPresumed(liveness, known, counters)) return this.#identity(liveness);
      // The same, but for what only PostgreSQL knew: the number of tasks.
      if (database.counters.get(user.id) === counters) {
        database.counters.set(user.id, liveness.counters);
      }
      return null;
    });
    // What awaits it gets the error too.
    const confirmed = actual.then((identity) => identity === null);
    confirmed.catch(() => undefined);
    const now = clock();
    const options = { clock: () => now, counters, confirmed };
    const scope = new UserScope(database, user, options);
    return { session: { id, ...known, scope }, actual };
  }

  /** Identifies the user of an API request by its bearer token, never by a cookie. */
  async identifyBearer(token: string): Promise<Identity> {
    const proof = this.#options.tokens.verify("api", token);
    if (proof.status !== "valid") return { session: null, expired: proof.status === "expired" };
    return this.#identity(await this.#find(proof.sessionId, "api"));
  }

  /**
   * Signs a browser in: a row, a new browser session, a JWT. Saved forms are carried over.
   * @param options.trust whether it is not asked for a second factor for 30 days.
   * @returns the sign-in, and whether the account has been used before, and never by this browser.
   * @throws BadRequest if the password has been changed since the user was read.
   */
  async signIn(
    browser: ClientBrowser,
    user: User,
    { trust = false }: { trust?: boolean } = {},
  ): Promise<SignedIn> {
    const { database, clock } = this.#options;
    const { parkedForm, earlierForms, waitingForms } = await browser.loadSession();
    const signedInTo = { userId: user.id, trust, now: clock() };
    const seen = await recogniseBrowser(database, browser, signedInTo);
    const signIn = await this.#register(browser.client, user, { kind: "web", browserId: seen.id });
    const data = {
      authSessionId: signIn.id,
      ...(parkedForm === undefined ? {} : { parkedForm }),
      ...(earlierForms === undefined ? {} : { earlierForms }),
      ...(waitingForms === undefined ? {} : { waitingForms }),
    };
    // As long as the sign-in can last: whether it has expired before is decided by its row.
    await browser.regenerateSession(data, signIn.absoluteExpiresAt.getTime() - this.#now());
    this.#issueToken(browser, signIn);
    return { session: this.#session(signIn, null), isNewBrowser: seen.isNew };
  }

  /** Signs a program in. @returns its bearer token, which is valid as long as the sign-in. */
  async signInBearer(client: Client, user: User): Promise<string> {
    const signIn = await this.#register(client, user, { kind: "api" });
    const subject = { user, sessionId: signIn.id };
    return this.#options.tokens.issue("api", subject, signIn.idleExpiresAt);
  }

  /**
   * Ends the sign-in for all processes at once, and destroys the browser session. A second sign-in that the
   * browser has started at the same time, and then forgotten, ends with it.
   */
  async signOut(browser: ClientBrowser, session: Session | null): Promise<void> {
    if (session !== null) {
      await this.revoke(session);
      await revokeSameBrowser(this.#options.database, session.id, this.#options.clock());
    }
    await browser.destroySession();
    for (const name of ["token", "session", "visitor"] as const) browser.clearCookie(name);
  }

  async revoke({ id }: Session): Promise<void> {
    this.#known.delete(id);
    await revokeAuthSession(this.#options.database, id, this.#options.clock());
  }

  async #find(id: string, kind: Audience): Promise<Liveness> {
    const { database, clock } = this.#options;
    const now = clock();
    const liveness = await findAuthSession(database, id, kind, now);
    if (kind === "api" && liveness.state === "live" && this.#isStale(liveness.session, now)) {
      await unlessUnavailable(touchAuthSession(database, id, now, null));
    }
    return liveness;
  }

  #identity(liveness: Liveness): Identity {
    if (liveness.state !== "live") return { session: null, expired: liveness.state === "expired" };
    const { session: signIn, counters } = liveness;
    this.#known.set(signIn.id, knownOf(signIn));
    this.#options.database.counters.set(signIn.user.id, counters);
    return { session: this.#session(signIn, counters) };
  }

  #session(signIn: AuthSession, counters: Counters | null): Session {
    const { database, clock } = this.#options;
    // One time for the whole request, so that its "today" does not change at midnight.
    const now = clock();
    const scope = new UserScope(database, signIn.user, { clock: () => now, counters });
    return { id: signIn.id, ...knownOf(signIn), scope };
  }

  #register(
    client: Client,
    user: User,
    of: Pick<NewAuthSession, "kind" | "browserId">,
  ): Promise<AuthSession> {
    const { database, clock, ttl } = this.#options;
    return createAuthSession(database, { user, client, now: clock(), ttl, ...of });
  }

  async #renew(browser: ClientBrowser, signIn: AuthSession): Promise<void> {
    const { database, clock, ttl } = this.#options;
    const now = clock();
    if (this.#isStale(signIn, now)) {
      const isNoted = await unlessUnavailable(touchAuthSession(database, signIn.id, now, ttl));
      const end = Math.min(now.getTime() + ttl, signIn.absoluteExpiresAt.getTime());
      if (isNoted) signIn.idleExpiresAt = new Date(end);
    }
    browser.renewSessionCookie(signIn.absoluteExpiresAt.getTime() - this.#now());
    this.#issueToken(browser, signIn);
  }

  #isStale(signIn: AuthSession, now: Date): boolean {
    return now.getTime() - signIn.lastSeenAt.getTime() >= this.#tokenLifetime;
  }

  /** The cookie outlives its JWT, to distinguish an expired JWT from none. */
  #issueToken(browser: ClientBrowser, signIn: AuthSession): void {
    const now = this.#now();
    const expires = new Date(Math.min(now + this.#tokenLifetime, signIn.idleExpiresAt.getTime()));
    const subject = { user: signIn.user, sessionId: signIn.id };
    const token = this.#options.tokens.issue("web", subject, expires);
    browser.setCookie("token", token, signIn.absoluteExpiresAt.getTime() - now);
  }

  #now(): number {
    return this.#options.clock().getTime();
  }
}

function knownOf({ user, authenticatedAt, access }: AuthSession): Known {
  return { user, authenticatedAt, access };
}

function isAsPresumed(
  liveness: Liveness,
  known: Known,
  counters: Counters,
): liveness is Liveness & { state: "live" } {
  if (liveness.state !== "live") return false;
  const isSame = isDeepStrictEqual(knownOf(liveness.session), known);
  const { last_change_id: revision, epoch } = liveness.counters;
  return isSame && revision === counters.last_change_id && epoch === counters.epoch;
}
