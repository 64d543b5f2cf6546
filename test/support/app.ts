/** The real application on a database of its own: real templates, CSRF on. */
import express, { type Express } from "express";
import { pino } from "pino";
import { createApp } from "../../src/app.ts";
import { type Config, type Environment, loadConfig } from "../../src/config.ts";
import { UserScope } from "../../src/db/scope.ts";
import { Browser as ClientBrowser } from "../../src/http/browser.ts";
import type { Lifecycle } from "../../src/http/health.ts";
import { createUser, type User } from "../../src/models/users.ts";
import { createServices, type Services } from "../../src/services.ts";
import { Browser } from "./browser.ts";
import { createTestDatabase, type TestDatabase } from "./database.ts";

/** As a host would set them. */
export const TEST_ENVIRONMENT: Environment = {
  SESSION_SECRET: "a session secret for the tests: long enough",
  JWT_SECRET: "a token secret for the tests: also long enough",
};

/** A password that signs up: long, and nobody's first guess. */
export const PASSWORD = "violet harbour kettle";

export interface TestApp {
  app: Express;
  services: Services;
  config: Config;
  database: TestDatabase;
  lifecycle: Lifecycle;
  /** The lines that were logged, parsed. */
  log: Record<string, unknown>[];
  /** Moves the clock that the application was handed. */
  advance(milliseconds: number): void;
  /** A browser that nobody has signed in with. */
  visitor(): Browser;
  /** A browser in which a new account is signed in. */
  signedUp(name: string): Promise<{ browser: Browser; user: User; scope: UserScope }>;
  /** A bearer token of a new account. */
  withToken(name: string): Promise<{ user: User; token: string; scope: UserScope }>;
  close(): Promise<void>;
}

/**
 * @param options.poolMax more connections where requests race: each new one costs as much as a test.
 */
export async function startTestApp(
  environment: Environment = {},
  options: { database?: TestDatabase; poolMax?: number } = {},
): Promise<TestApp> {
  const config = loadConfig({ ...TEST_ENVIRONMENT, ...environment });
  const database =
    options.database ?? (await createTestDatabase({ poolMax: options.poolMax ?? 2 }));
  const log: Record<string, unknown>[] = [];
  const logger = pino({ level: "debug" }, { write: (line) => void log.push(JSON.parse(line)) });
  let offset = 0;
  const clock = () => new Date(Date.now() + offset);
  const services = createServices({
    config,
    database: database.database,
    logger,
    clock,
    passwordCost: 4,
    watch: false,
  });
  const lifecycle = { stopping: false };
  const app = createApp(services, lifecycle);
  const visitor = () => new Browser(app, { https: config.https });
  let people = 0;

  async function account(name: string): Promise<{ user: User; scope: UserScope }> {
    people += 1;
    const email = `${name.toLowerCase()}-${people}@example.org`;
    const password = await services.passwords.hash(PASSWORD);
    const user = await createUser(database.database, { name, email, password }, clock());
    if (user === null) throw new Error(`${email} is taken`);
    return { user, scope: new UserScope(database.database, user, { clock }) };
  }

  /** As signing in leaves a browser, without its page, its password and its counters: quicker. */
  async function signedIn(user: User): Promise<Browser> {
    const door = express().post("/", async (req, res) => {
      await services.authenticator.signIn(
        new ClientBrowser(services.browserSessions, req, res),
        user,
      );
      res.end();
    });
    const browser = new Browser(door, { https: config.https });
    await browser.post("/", {});
    return browser.copy(app);
  }

  return {
    app,
    services,
    config,
    database,
    lifecycle,
    log,
    visitor,
    advance(milliseconds) {
      offset += milliseconds;
    },
    async signedUp(name) {
      const { user, scope } = await account(name);
      return { browser: await signedIn(user), user, scope };
    },
    async withToken(name) {
      const { user, scope } = await account(name);
      const client = { userAgent: "", address: "127.0.0.1" };
      return { user, scope, token: await services.authenticator.signInBearer(client, user) };
    },
    async close() {
      await services.browserSessions.close();
      if (options.database === undefined) await database.drop();
    },
  };
}
