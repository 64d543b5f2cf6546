/**
 * Identifies the user of a request, and signs users in and out: the bridge from session to JWT. Each
 * request carries a short-lived JWT; the row of the sign-in (auth_sessions) decides whether it is live;
 * the browser session (express-session) is only loaded to renew the JWT.
 */
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
  revokeSameBrowser,
  type SignInKey,
  touchAuthSession,
} from "../models/auth_sessions.ts";
import type { SeenBrowser } from "../models/browsers.ts";
import type { User } from "../models/users.ts";
import { BROWSER_LIFETIME, browserSecret } from "./browser_cookie.ts";
import type { KeyRing } from "./keys.ts";
import { isAsPresumed, type Known, knownOf } from "./known_sign_in.ts";
import { startSignIn } from "./new_sign_ins.ts";
import {
  type ClientBrowser,
  carriedOver,
  type Identity,
  type Presumed,
  type Session,
} from "./session.ts";
import { type Credential, ofSignIn, readCredential } from "./sign_in_keys.ts";
import type { Tokens } from "./tokens.ts";

interface AuthenticatorOptions {
  database: Database;
  tokens: Tokens;
  /** For the cookies that recognise browsers. */
  browserKeys: KeyRing;
  clock: () => Date;
  /** In milliseconds: how long a sign-in lasts while it is not used. */
  ttl: number;
}

/** In milliseconds: the lifetime of a page's JWT, and how often the last use of a sign-in is recorded. */
const TOKEN_LIFETIME = 15 * 60_000;

interface SignInOptions {
  trust?: boolean;
  signOutProvider?: number | null;
}

interface SignedIn {
  session: Session;
  /** The browser, and whether it is new to the account. */
  seen: SeenBrowser;
}

export class Authenticator {
  readonly #options: AuthenticatorOptions;
  readonly #tokenLifetime: number;
  /** By the name of the credential, as last seen. */
  readonly #known = new LRUCache<string, Known>({ max: 10_000 });

  constructor(options: AuthenticatorOptions) {
    this.#options = options;
    this.#tokenLifetime = Math.min(TOKEN_LIFETIME, options.ttl / 2);
  }

  /** Identifies the user of a page request, and renews a JWT that has expired before its sign-in. */
  async identify(browser: ClientBrowser): Promise<Identity> {
    const { client } = browser;
    const token = browser.cookie("token");
    const proof: Credential =
      token === undefined
        ? { status: "invalid" }
        : readCredential(this.#options.tokens, "web", token);
    if (proof.status === "valid") return this.#identity(await this.#find(proof.key, client), proof);
    const nobody = { session: null, expired: proof.status === "expired" };
    if (browser.cookie("session") === undefined) return nobody;
    const { authSessionId } = await browser.loadSession();
    if (authSessionId === undefined) return nobody;
    const remembered = ofSignIn("web", authSessionId);
    const liveness = await this.#find(remembered.key, client);
    if (liveness.state === "live") await this.#renew(browser, liveness.session);
    return this.#identity(liveness, remembered);
  }

  /**
   * The user of a valid token, without waiting for PostgreSQL: what a request needs can be read meanwhile,
   * but nothing may be written or sent before `actual` is known.
   * @returns null: the sign-in has not been seen yet.
   */
  presume(audience: Audience, token: string | undefined, client: Client): Presumed | null {
    if (token === undefined) return null;
    const { database, clock, tokens } = this.#options;
    const proof = readCredential(tokens, audience, token);
    if (proof.status !== "valid") return null;
    const known = this.#known.get(proof.name);
    const counters = known && database.counters.get(known.user.id);
    if (known === undefined || counters === undefined) return null;
    const { user } = known;
    const actual = this.#find(proof.key, client).then((liveness) => {
      if (liveness.state !== "live") this.#known.delete(proof.name);
      if (!isAsPresumed(liveness, known, counters)) return this.#identity(liveness, proof);
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
    return { session: { ...known, scope }, actual };
  }

  /** Identifies the user of an API request by its bearer token, never by a cookie. */
  async identifyBearer(token: string, client: Client): Promise<Identity> {
    const proof = readCredential(this.#options.tokens, "api", token);
    if (proof.status !== "valid") return { session: null, expired: proof.status === "expired" };
    return this.#identity(await this.#find(proof.key, client), proof);
  }

  /**
   * Signs a browser in: a row, a new browser session, a JWT. Forms that wait for the user, and what is under
   * way with providers, are carried over. Where the browser is a new one, a mail says so.
   * @param options.trust whether it is not asked for a second factor for 30 days.
   * @param options.signOutProvider the number of the provider to sign out of too.
   * @throws BadRequest if the password has been changed since the user was read.
   */
  async signIn(
    browser: ClientBrowser,
    user: User,
    { trust = false, signOutProvider = null }: SignInOptions = {},
  ): Promise<SignedIn> {
    const { database, browserKeys, clock, ttl } = this.#options;
    const carried = carriedOver(await browser.loadSession());
    const { client } = browser;
    const secret = browserSecret(browser, browserKeys);
    const started = { user, client, secret, trust, now: clock(), ttl };
    const { signIn, seen, nextSecret } = await startSignIn(database, started);
    browser.setCookie("browser", nextSecret, BROWSER_LIFETIME);
    const data = {
      ...carried,
      authSessionId: signIn.id,
      waitingForms: carried.waitingForms?.filter(({ ownerId }) => ownerId === user.id),
      ...(signOutProvider !== null && { signOutProvider }),
    };
    // As long as the sign-in can last: whether it has expired before is decided by its row.
    await browser.regenerateSession(data, signIn.absoluteExpiresAt.getTime() - this.#now());
    this.#issueToken(browser, signIn);
    return { session: this.#session(signIn, null), seen };
  }

  /** A new session id and JWT for the same sign-in: forms that are open in other tabs stay good. */
  async renewSession(browser: ClientBrowser, { id }: Session): Promise<void> {
    const { database, clock } = this.#options;
    const found = await findAuthSession(database, ofSignIn("web", id).key, clock());
    if (found.state !== "live") return;
    const lifetime = found.session.absoluteExpiresAt.getTime() - this.#now();
    await browser.moveSession({ authSessionId: id }, lifetime);
    this.#issueToken(browser, found.session);
  }

  /**
   * Signs a program in.
   * @param browserId what the programs of its network are recognised by.
   * @returns its bearer token, which is valid as long as the sign-in.
   */
  async signInBearer(client: Client, user: User, browserId: string | null = null): Promise<string> {
    const { database, clock, ttl } = this.#options;
    const started = { user, kind: "api", browserId, client, now: clock(), ttl } as const;
    const signIn = await createAuthSession(database.knex, started);
    const subject = { user, sessionId: signIn.id };
    return this.#options.tokens.issue("api", subject, signIn.idleExpiresAt);
  }

  /**
   * Ends the sign-in for all processes at once, and destroys the browser session. A second sign-in that the
   * browser has started at the same time, and then forgotten, ends with it.
   */
  async signOut(browser: ClientBrowser, session: Session | null): Promise<void> {
    if (session !== null) {
      const { database, clock } = this.#options;
      await this.revoke(session);
      await revokeSameBrowser(database.knex, session.id, { now: clock() });
    }
    await browser.destroySession();
    for (const name of ["token", "session", "visitor"] as const) browser.clearCookie(name);
  }

  async revoke({ id }: Session): Promise<void> {
    await revokeAuthSession(this.#options.database, id, this.#options.clock());
  }

  async #find(key: SignInKey, client: Client): Promise<Liveness> {
    const { database, clock } = this.#options;
    const now = clock();
    const liveness = await findAuthSession(database, key, now);
    if (key.kind !== "web" && liveness.state === "live" && this.#isStale(liveness.session, now)) {
      const use = { address: client.address, now, ttl: null };
      await unlessUnavailable(touchAuthSession(database, liveness.session.id, use));
    }
    return liveness;
  }

  #identity(liveness: Liveness, { name }: { name: string }): Identity {
    if (liveness.state !== "live") return { session: null, expired: liveness.state === "expired" };
    const { session: signIn, counters } = liveness;
    this.#known.set(name, knownOf(signIn));
    this.#options.database.counters.set(signIn.user.id, counters);
    return { session: this.#session(signIn, counters) };
  }

  #session(signIn: AuthSession, counters: Counters | null): Session {
    const { database, clock } = this.#options;
    // One time for the whole request, so that its "today" does not change at midnight.
    const now = clock();
    const scope = new UserScope(database, signIn.user, { clock: () => now, counters });
    return { ...knownOf(signIn), scope };
  }

  async #renew(browser: ClientBrowser, signIn: AuthSession): Promise<void> {
    const { database, clock, ttl } = this.#options;
    const now = clock();
    if (this.#isStale(signIn, now)) {
      const use = { address: browser.client.address, now, ttl };
      const isNoted = await unlessUnavailable(touchAuthSession(database, signIn.id, use));
      const end = Math.min(now.getTime() + ttl, signIn.absoluteExpiresAt.getTime());
      if (isNoted) signIn.idleExpiresAt = new Date(end);
    }
    browser.renewSessionCookie(signIn.absoluteExpiresAt.getTime() - this.#now());
    this.#issueToken(browser, signIn);
  }

  #isStale({ lastSeenAt }: AuthSession, now: Date): boolean {
    return lastSeenAt === null || now.getTime() - lastSeenAt.getTime() >= this.#tokenLifetime;
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
