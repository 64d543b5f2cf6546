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
  revokeAuthSession,
  touchAuthSession,
} from "../models/auth_sessions.ts";
import type { User } from "../models/users.ts";
import type { CookieName } from "./cookies.ts";
import type { TokenResult, Tokens } from "./tokens.ts";

/** A live sign-in: the current user, with the scope of their rows. */
export interface Session {
  /** The id of the sign-in, in auth_sessions. */
  id: string;
  user: User;
  scope: UserScope;
}

/** The user of a request; without one, whether a sign-in has expired. */
export type Identity = { session: Session } | { session: null; expired: boolean };

/** The user of a request as this process has last seen them, while PostgreSQL is asked. */
export interface Presumed {
  session: Session;
  /** null: the user is as presumed. */
  actual: Promise<Identity | null>;
}

/** A form that could not be handled when it was sent. It is kept for an hour, for its owner only. */
export interface SavedForm {
  ownerId: string;
  action: string;
  /** A repeated field is an array. */
  fields: Record<string, string | string[]>;
  parkedAt: number;
}

/** The data of a browser session. */
export interface BrowserSessionData {
  authSessionId?: string;
  parkedForm?: SavedForm | undefined;
  /** Forms that were sent before that one, the latest first. */
  earlierForms?: SavedForm[] | undefined;
}

/** What signing in and out needs of the browser that sent a request. */
export interface ClientBrowser {
  readonly client: Client;
  cookie(name: CookieName): string | undefined;
  /** @param maxAge in milliseconds. */
  setCookie(name: CookieName, value: string, maxAge?: number): void;
  clearCookie(name: CookieName): void;
  loadSession(): Promise<BrowserSessionData>;
  saveSession(data: Partial<BrowserSessionData>): Promise<void>;
  /** Under a new id, so that the old one is useless (session fixation). @param maxAge in milliseconds. */
  regenerateSession(data: Partial<BrowserSessionData>, maxAge: number): Promise<void>;
  destroySession(): Promise<void>;
  /** @param maxAge in milliseconds. */
  renewSessionCookie(maxAge: number): void;
}

interface AuthenticatorOptions {
  database: Database;
  tokens: Tokens;
  clock: () => Date;
  /** In milliseconds: how long a sign-in lasts while it is not used. */
  ttl: number;
}

/** In milliseconds: the lifetime of a page's JWT, and how often the last use of a sign-in is recorded. */
const TOKEN_LIFETIME = 15 * 60_000;

export class Authenticator {
  readonly #options: AuthenticatorOptions;
  readonly #tokenLifetime: number;
  /** By sign-in, as last seen. */
  readonly #users = new LRUCache<string, User>({ max: 10_000 });

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
    const user = this.#users.get(id);
    const counters = user && database.counters.get(user.id);
    if (user === undefined || counters === undefined) return null;
    const actual = this.#find(id, audience).then((liveness) => {
      if (liveness.state !== "live") this.#users.delete(id);
      if (!isAsPresumed(liveness, user, counters)) return this.#identity(liveness);
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
    return { session: { id, user, scope: new UserScope(database, user, options) }, actual };
  }

  /** Identifies the user of an API request by its bearer token, never by a cookie. */
  async identifyBearer(token: string): Promise<Identity> {
    const proof = this.#options.tokens.verify("api", token);
    if (proof.status !== "valid") return { session: null, expired: proof.status === "expired" };
    return this.#identity(await this.#find(proof.sessionId, "api"));
  }

  /** Signs a browser in: a row, a new browser session, a JWT. A saved form is carried over. */
  async signIn(browser: ClientBrowser, user: User): Promise<void> {
    const { parkedForm, earlierForms } = await browser.loadSession();
    const signIn = await this.#register(browser.client, user, "web");
    const data = {
      authSessionId: signIn.id,
      ...(parkedForm === undefined ? {} : { parkedForm }),
      ...(earlierForms === undefined ? {} : { earlierForms }),
    };
    // As long as the sign-in can last: whether it has expired before is decided by its row.
    await browser.regenerateSession(data, signIn.absoluteExpiresAt.getTime() - this.#now());
    this.#issueToken(browser, signIn);
  }

  /** Signs a program in. @returns its bearer token, which is valid as long as the sign-in. */
  async signInBearer(client: Client, user: User): Promise<string> {
    const signIn = await this.#register(client, user, "api");
    const subject = { user, sessionId: signIn.id };
    return this.#options.tokens.issue("api", subject, signIn.idleExpiresAt);
  }

  /** Ends the sign-in for all processes at once, and destroys the browser session. */
  async signOut(browser: ClientBrowser, session: Session | null): Promise<void> {
    if (session !== null) await this.revoke(session);
    await browser.destroySession();
    for (const name of ["token", "session", "visitor"] as const) browser.clearCookie(name);
  }

  async revoke({ id }: Session): Promise<void> {
    this.#users.delete(id);
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
    const { id, user } = liveness.session;
    this.#users.set(id, user);
    this.#options.database.counters.set(user.id, liveness.counters);
    // One time for the whole request, so that its "today" does not change at midnight.
    const now = this.#options.clock();
    const options = { clock: () => now, counters: liveness.counters };
    return { session: { id, user, scope: new UserScope(this.#options.database, user, options) } };
  }

  #register(client: Client, user: User, kind: Audience): Promise<AuthSession> {
    const { database, clock, ttl } = this.#options;
    return createAuthSession(database, { user, kind, client, now: clock(), ttl });
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

function isAsPresumed(
  liveness: Liveness,
  user: User,
  counters: Counters,
): liveness is Liveness & { state: "live" } {
  if (liveness.state !== "live") return false;
  const isSame = isDeepStrictEqual(liveness.session.user, user);
  const { last_change_id: revision, epoch } = liveness.counters;
  return isSame && revision === counters.last_change_id && epoch === counters.epoch;
}
