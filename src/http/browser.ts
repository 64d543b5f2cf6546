/** The browser behind a request: its cookies, and its memory on the server (express-session). */
import { promisify } from "node:util";
import connectPgSimple from "connect-pg-simple";
import { sign } from "cookie-signature";
import type { Request, RequestHandler, Response } from "express";
import session from "express-session";
import type { BrowserMemory, ClientBrowser } from "../auth/authenticator.ts";
import type { CookieName, Cookies } from "../auth/cookies.ts";
import type { Database } from "../db/connection.ts";
import type { Client } from "../models/auth_sessions.ts";

declare module "express-session" {
  interface SessionData extends BrowserMemory {}
}

/** In milliseconds: the memory of a browser that is not signed in. */
const VISITOR_MEMORY = 60 * 60_000;

/** The store of browsers' memories, one for the whole application. */
export class BrowserMemories {
  readonly cookies: Cookies;
  readonly #secret: string;
  readonly #store: session.Store & { close(): Promise<void> | void };
  readonly load: RequestHandler;

  constructor(database: Database, { cookies, secrets }: { cookies: Cookies; secrets: string[] }) {
    this.cookies = cookies;
    this.#secret = secrets[0] ?? "";
    const Store = connectPgSimple(session);
    this.#store = new Store({
      // One pool for everything: the store only ever calls query.
      pool: {
        query: async (text: string, values: unknown[]) => ({
          rows: await database.query(null, text, values),
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
      cookie: { ...cookies.options(), maxAge: VISITOR_MEMORY },
    });
  }

  signed(id: string): string {
    return `s:${sign(id, this.#secret)}`;
  }

  /** Stops the store's own removal of old rows. */
  async close(): Promise<void> {
    await this.#store.close();
  }
}

export class Browser implements ClientBrowser {
  readonly #memories: BrowserMemories;
  readonly #req: Request;
  readonly #res: Response;

  constructor(memories: BrowserMemories, req: Request, res: Response) {
    this.#memories = memories;
    this.#req = req;
    this.#res = res;
  }

  get client(): Client {
    return { userAgent: this.#req.get("user-agent") ?? "", address: this.#req.ip ?? "" };
  }

  cookie(name: CookieName): string | undefined {
    return this.#memories.cookies.read(this.#req, name);
  }

  setCookie(name: CookieName, value: string, maxAge?: number): void {
    this.#memories.cookies.set(this.#res, name, value, maxAge);
  }

  clearCookie(name: CookieName): void {
    this.#memories.cookies.clear(this.#res, name);
  }

  async openMemory(): Promise<BrowserMemory> {
    if (this.#req.session !== undefined) return this.#req.session;
    const { cookies, load } = this.#memories;
    // The public address decides, as for every other cookie: express-session goes by the request, and
    // leaves a Secure cookie out in silence where no proxy is trusted to say that it came by TLS.
    if (cookies.options().secure) Object.defineProperty(this.#req, "secure", { value: true });
    await promisify((done: (error?: unknown) => void) => load(this.#req, this.#res, done))();
    return this.#req.session;
  }

  async saveMemory(memory: Partial<BrowserMemory>): Promise<void> {
    await this.openMemory();
    const { session } = this.#req;
    Object.assign(session, memory);
    // Written now: a redirect would overtake the write otherwise.
    await promisify(session.save.bind(session))();
  }

  async replaceMemory(memory: Partial<BrowserMemory>, maxAge: number): Promise<void> {
    await this.openMemory();
    await promisify(this.#req.session.regenerate.bind(this.#req.session))();
    this.#req.session.cookie.maxAge = maxAge;
    await this.saveMemory(memory);
  }

  async destroyMemory(): Promise<void> {
    await this.openMemory();
    await promisify(this.#req.session.destroy.bind(this.#req.session))();
  }

  /**
   * The same cookie under the secret that signs now: express-session sends it once only, and dropping
   * an old secret would sign out anyone who signed in under it. (Saving the memory would do it too, and
   * overwrite what another tab wrote meanwhile.)
   */
  renewMemoryCookie(maxAge: number): void {
    this.setCookie("session", this.#memories.signed(this.#req.sessionID), maxAge);
  }
}
