/**
 * The bridge from session to JWT. Three things, each with one job: the register of sign-ins
 * (auth_sessions) decides; express-session is the browser's memory on the server, loaded only where
 * it is needed; the JWT is the short proof that each request carries.
 */
import { promisify } from "node:util";
import connectPgSimple from "connect-pg-simple";
import { sign } from "cookie-signature";
import type { Request, Response } from "express";
import session from "express-session";
import type { Database } from "../db/connection.ts";
import { UserScope } from "../db/scope.ts";
import {
  type AuthSession,
  createAuthSession,
  findAuthSession,
  type Liveness,
  revokeAuthSession,
  touchAuthSession,
} from "../models/auth_sessions.ts";
import type { User } from "../models/users.ts";
import type { Cookies } from "./cookies.ts";
import type { Audience, TokenResult, Tokens } from "./tokens.ts";

/** The person whom a request comes from, with the only way to their rows. */
export interface Viewer {
  user: User;
  scope: UserScope;
  sessionId: string;
}

/** Who asks; if nobody, whether it is because a sign-in ran out. */
export type Identity = { viewer: Viewer } | { viewer: null; expired: boolean };

/** A form that could not be taken when it was sent: kept for an hour, for its owner only. */
export interface ParkedForm {
  ownerId: string;
  action: string;
  /** A field that was sent several times is a list. */
  fields: Record<string, string | string[]>;
  parkedAt: number;
}

declare module "express-session" {
  interface SessionData {
    authSessionId: string;
    parkedForm: ParkedForm;
  }
}

export interface AuthenticatorOptions {
  database: Database;
  tokens: Tokens;
  cookies: Cookies;
  clock: () => Date;
  secrets: readonly string[];
  /** How long a sign-in lasts unused, in milliseconds. */
  ttl: number;
}

/** In milliseconds: the life of a page's JWT, and how often a sign-in's last use is written down. */
const TOKEN_LIFETIME = 15 * 60_000;
/** In milliseconds: the memory of a browser that is not signed in. */
const VISITOR_MEMORY = 60 * 60_000;

export class Authenticator {
  readonly #parts: AuthenticatorOptions;
  readonly #tokenLifetime: number;
  readonly #store: session.Store & { close(): Promise<void> | void };
  readonly #loadSession: (req: Request, res: Response) => Promise<unknown>;

  constructor(parts: AuthenticatorOptions) {
    this.#parts = parts;
    this.#tokenLifetime = Math.min(TOKEN_LIFETIME, parts.ttl / 2);
    const Store = connectPgSimple(session);
    this.#store = new Store({
      // One pool for everything: the store only ever calls query.
      pool: {
        query: async (text: string, values: unknown[]) => ({
          rows: await parts.database.query(null, text, values),
        }),
      } as never,
      disableTouch: true,
      errorLog: () => undefined,
    });
    const middleware = session({
      name: parts.cookies.name("session"),
      secret: [...parts.secrets],
      store: this.#store,
      resave: false,
      saveUninitialized: false,
      cookie: { ...parts.cookies.options(), maxAge: VISITOR_MEMORY },
    });
    this.#loadSession = promisify((req: Request, res: Response, done: (error?: unknown) => void) =>
      middleware(req, res, done),
    );
  }

  /** Loads the browser's memory into `req.session`; once a request. */
  async openSession(req: Request, res: Response): Promise<void> {
    if (req.session !== undefined) return;
    // The public address decides, as for every other cookie: express-session goes by the request, and
    // leaves a Secure cookie out in silence where no proxy is trusted to say that it came by TLS.
    if (this.#parts.cookies.options().secure) Object.defineProperty(req, "secure", { value: true });
    await this.#loadSession(req, res);
  }

  /** Writes the browser's memory now: a redirect would overtake the write otherwise. */
  async saveSession(req: Request): Promise<void> {
    await promisify(req.session.save.bind(req.session))();
  }

  /** Who sent this page request. Renews the JWT in passing when only it has run out. */
  async identify(req: Request, res: Response): Promise<Identity> {
    const token = this.#parts.cookies.read(req, "token");
    const proof: TokenResult =
      token === undefined ? { status: "invalid" } : this.#parts.tokens.verify("web", token);
    if (proof.status === "valid") return this.#identity(await this.#find(proof.sessionId, "web"));
    const expired = { viewer: null, expired: proof.status === "expired" };
    if (this.#parts.cookies.read(req, "session") === undefined) return expired;
    await this.openSession(req, res);
    const { authSessionId } = req.session;
    if (authSessionId === undefined) return expired;
    const liveness = await this.#find(authSessionId, "web");
    if (liveness.state === "live") await this.#renew(req, res, liveness.session);
    return this.#identity(liveness);
  }

  /** Who sent this API request, by its bearer token; never by a cookie. */
  async identifyBearer(token: string): Promise<Identity> {
    const proof = this.#parts.tokens.verify("api", token);
    if (proof.status !== "valid") return { viewer: null, expired: proof.status === "expired" };
    const liveness = await this.#find(proof.sessionId, "api");
    const now = this.#parts.clock();
    if (liveness.state === "live" && this.#isStale(liveness.session, now)) {
      await touchAuthSession(this.#parts.database, liveness.session.id, now, null);
    }
    return this.#identity(liveness);
  }

  /** Signs a browser in: a new register row, a new session id, a JWT. A parked form is carried over. */
  async signIn(req: Request, res: Response, user: User): Promise<void> {
    await this.openSession(req, res);
    const { parkedForm } = req.session;
    const signIn = await this.#register(req, user, "web");
    await promisify(req.session.regenerate.bind(req.session))();
    // As long as the sign-in can last: its idle end is the register's to decide.
    req.session.cookie.maxAge = signIn.absoluteExpiresAt.getTime() - this.#now();
    req.session.authSessionId = signIn.id;
    if (parkedForm !== undefined) req.session.parkedForm = parkedForm;
    await this.saveSession(req);
    this.#mint(res, signIn);
  }

  /** Signs a program in. @returns its bearer token, which lives as long as the sign-in. */
  async signInBearer(req: Request, user: User): Promise<string> {
    const signIn = await this.#register(req, user, "api");
    const subject = { user, sessionId: signIn.id };
    return this.#parts.tokens.issue("api", subject, signIn.idleExpiresAt);
  }

  /** Ends the sign-in everywhere at once, and empties the browser's memory. */
  async signOut(req: Request, res: Response, viewer: Viewer | null): Promise<void> {
    if (viewer !== null) await this.revoke(viewer);
    await this.openSession(req, res);
    await promisify(req.session.destroy.bind(req.session))();
    for (const cookie of ["token", "session", "visitor", "flash"] as const) {
      this.#parts.cookies.clear(res, cookie);
    }
  }

  async revoke(viewer: Viewer): Promise<void> {
    await revokeAuthSession(this.#parts.database, viewer.sessionId, this.#parts.clock());
  }

  /** Stops the store's own clearing away of old rows. */
  async close(): Promise<void> {
    await this.#store.close();
  }

  #find(id: string, kind: Audience): Promise<Liveness> {
    return findAuthSession(this.#parts.database, id, kind, this.#parts.clock());
  }

  #identity(liveness: Liveness): Identity {
    if (liveness.state !== "live") return { viewer: null, expired: liveness.state === "expired" };
    const { id, user } = liveness.session;
    const scope = new UserScope(this.#parts.database, user.id, liveness.revision);
    return { viewer: { user, sessionId: id, scope } };
  }

  #register(req: Request, user: User, kind: Audience): Promise<AuthSession> {
    const client = { userAgent: req.get("user-agent") ?? "", address: req.ip ?? "" };
    const { database, clock, ttl } = this.#parts;
    return createAuthSession(database, user, kind, client, clock(), ttl);
  }

  async #renew(req: Request, res: Response, signIn: AuthSession): Promise<void> {
    const { database, clock, ttl } = this.#parts;
    const now = clock();
    if (this.#isStale(signIn, now)) {
      await touchAuthSession(database, signIn.id, now, ttl);
      const end = Math.min(now.getTime() + ttl, signIn.absoluteExpiresAt.getTime());
      signIn.idleExpiresAt = new Date(end);
    }
    this.#signSessionAnew(req, res, signIn);
    this.#mint(res, signIn);
  }

  /**
   * The same session cookie under the secret that signs now: express-session sends it once only, and
   * dropping an old secret would sign out whoever signed in under it. (Saving the session would do it
   * too, and overwrite what another tab wrote meanwhile.)
   */
  #signSessionAnew(req: Request, res: Response, signIn: AuthSession): void {
    const { cookies, secrets } = this.#parts;
    const value = `s:${sign(req.sessionID, secrets[0] ?? "")}`;
    cookies.set(res, "session", value, signIn.absoluteExpiresAt.getTime() - this.#now());
  }

  #isStale(signIn: AuthSession, now: Date): boolean {
    return now.getTime() - signIn.lastSeenAt.getTime() >= this.#tokenLifetime;
  }

  /** The cookie outlives the JWT in it, so that a JWT that ran out can be told from none. */
  #mint(res: Response, signIn: AuthSession): void {
    const now = this.#now();
    const expires = new Date(Math.min(now + this.#tokenLifetime, signIn.idleExpiresAt.getTime()));
    const token = this.#parts.tokens.issue(
      "web",
      { user: signIn.user, sessionId: signIn.id },
      expires,
    );
    this.#parts.cookies.set(res, "token", token, signIn.absoluteExpiresAt.getTime() - now);
  }

  #now(): number {
    return this.#parts.clock().getTime();
  }
}
