/** The browser of a request: its cookies, and its session on the server (express-session). */
import { promisify } from "node:util";
import connectPgSimple from "connect-pg-simple";
import { sign } from "cookie-signature";
import type { Request, RequestHandler, Response } from "express";
import session from "express-session";
import type { CookieName, Cookies } from "../auth/cookies.ts";
import type { BrowserSessionData, ClientBrowser } from "../auth/session.ts";
import type { Database } from "../db/connection.ts";
import type { Client } from "../models/auth_sessions.ts";

declare module "express-session" {
  interface SessionData extends BrowserSessionData {}
}

/** In milliseconds: how long a visitor's browser session lasts. */
const VISITOR_LIFETIME = 60 * 60_000;

/** In characters: more than an IPv6 address with its zone. A proxy passes on what the client claims. */
const ADDRESS_MAX = 64;

/** The store of browser sessions, one for the whole application. */
export class BrowserSessions {
  readonly cookies: Cookies;
  readonly #secret: string;
  readonly #store: session.Store & { close(): Promise<void> | void };
  readonly load: RequestHandler;

  constructor(database: Database, { cookies, secrets }: { cookies: Cookies; secrets: string[] }) {
    this.cookies = cookies;
    this.#secret = secrets[0] ?? "";
    const Store = connectPgSimple(session);
    this.#store = new Store({
      // The application's own connections: the store only calls `query`.
      pool: {
        query: async (text: string, values: unknown[]) => ({
          rows: await (text.startsWith("SELECT ")
            ? database.read(text, values)
            : database.write(text, values)),
        }),
      } as never,
      disableTouch: true,
      errorLog: () => undefined,
    });
    this.load = session({
      name: cookies.name("session"),
      secret: secrets,
      store: this.#store,
      resave: false,
      saveUninitialized: false,
      cookie: { ...cookies.options(), maxAge: VISITOR_LIFETIME },
    });
  }

  /** The value of the cookie, as express-session writes it. */
  signed(id: string): string {
    return `s:${sign(id, this.#secret)}`;
  }

  /** Stops the store's own removal of old rows. */
  async close(): Promise<void> {
    await this.#store.close();
  }
}

export class Browser implements ClientBrowser {
  readonly #sessions: BrowserSessions;
  readonly #req: Request;
  readonly #res: Response;

  constructor(sessions: BrowserSessions, req: Request, res: Response) {
    this.#sessions = sessions;
    this.#req = req;
    this.#res = res;
  }

  get client(): Client {
    const address = (this.#req.ip ?? "").slice(0, ADDRESS_MAX);
    return { userAgent: this.#req.get("user-agent") ?? "", address };
  }

  cookie(name: CookieName): string | undefined {
    return this.#sessions.cookies.read(this.#req, name);
  }

  setCookie(name: CookieName, value: string, maxAge?: number): void {
    this.#sessions.cookies.set(this.#res, name, value, maxAge);
  }

  clearCookie(name: CookieName): void {
    this.#sessions.cookies.clear(this.#res, name);
  }

  async loadSession(): Promise<BrowserSessionData> {
    if (this.#req.session !== undefined) return this.#req.session;
    const { cookies, load } = this.#sessions;
    // APP_URL decides, as for every other cookie. express-session goes by the request: where no proxy
    // is trusted to report TLS, it silently leaves a Secure cookie out.
    if (cookies.options().secure) Object.defineProperty(this.#req, "secure", { value: true });
    await promisify((done: (error?: unknown) => void) => load(this.#req, this.#res, done))();
    return this.#req.session;
  }

  async saveSession(data: Partial<BrowserSessionData>): Promise<void> {
    await this.loadSession();
    const { session } = this.#req;
    Object.assign(session, data);
    // Not at the end of the response, or the redirected request could come before the write.
    await promisify(session.save.bind(session))();
  }

  async regenerateSession(data: Partial<BrowserSessionData>, maxAge: number): Promise<void> {
    await this.loadSession();
    await promisify(this.#req.session.regenerate.bind(this.#req.session))();
    this.#req.session.cookie.maxAge = maxAge;
    await this.saveSession(data);
  }

  async moveSession(data: Partial<BrowserSessionData>, maxAge: number): Promise<void> {
    await this.loadSession();
    const { cookie: _ofTheOldId, ...kept } = this.#req.session;
    await this.regenerateSession({ ...kept, ...data }, maxAge);
  }

  async destroySession(): Promise<void> {
    await this.loadSession();
    await promisify(this.#req.session.destroy.bind(this.#req.session))();
  }

  /**
   * Signs the cookie again with the current secret: express-session sends it only once, and dropping an
   * old secret would sign out anyone who signed in under it. (Saving the session would do it too, but
   * overwrite what another tab has written meanwhile.)
   */
  renewSessionCookie(maxAge: number): void {
    this.setCookie("session", this.#sessions.signed(this.#req.sessionID), maxAge);
  }
}
