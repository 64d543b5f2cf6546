/** The real application on its own database, with real templates and CSRF protection. */
import type { RequestListener } from "node:http";
import express from "express";
import { createApp } from "../../src/app.ts";
import { type Config, type Environment, loadConfig } from "../../src/config.ts";
import { UserScope } from "../../src/db/scope.ts";
import { Browser as ClientBrowser } from "../../src/http/browser.ts";
import type { Lifecycle } from "../../src/http/health.ts";
import { createLogger } from "../../src/logger.ts";
import { createUser, type User } from "../../src/models/users.ts";
import { createServices, type Services } from "../../src/services.ts";
import { Browser } from "./browser.ts";
import { createTestDatabase, type TestDatabase } from "./database.ts";

/** The settings that have no default outside development. */
export const TEST_ENVIRONMENT: Environment = {
  SESSION_SECRET: "a session secret for the tests: long enough",
  JWT_SECRET: "a token secret for the tests: also long enough",
};

/** A valid password: long and not common. */
export const PASSWORD = "violet harbour kettle";

export interface TestApp {
  app: RequestListener;
  services: Services;
  config: Config;
  database: TestDatabase;
  lifecycle: Lifecycle;
  /** The lines that were logged, parsed. */
  log: Record<string, unknown>[];
  /** Moves the application's clock forward. */
  advance(milliseconds: number): void;
  /** A browser that is not signed in. */
  visitor(): Browser;
  /** Creates an account and signs it in with a browser. */
  signedUp(name: string): Promise<{ browser: Browser; user: User; scope: UserScope }>;
  /** Creates an account with a bearer token. */
  withToken(name: string): Promise<{ user: User; token: string; scope: UserScope }>;
  close(): Promise<void>;
}

/**
 * @param options.poolMax for tests of concurrent requests. Connections are slow to open.
 */
export async function startTestApp(
  environment: Environment = {},
  options: { database?: TestDatabase; poolMax?: number } = {},
): Promise<TestApp> {
  const config = loadConfig({ ...TEST_ENVIRONMENT, ...environment });
  const database =
    options.database ??
    (await createTestDatabase({ poolMax: options.poolMax ?? 3, quotas: config.quotas }));
  const log: Record<string, unknown>[] = [];
  const logger = createLogger("debug", { write: (line) => void log.push(JSON.parse(line)) });
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

  /** Signs in without the page, the password and the throttling, which is faster. */
  async function signedIn(user: User): Promise<Browser> {
    const signInApp = express().post("/", async (req, res) => {
      await services.authenticator.signIn(
        new ClientBrowser(services.browserSessions, req, res),
        user,
      );
      res.end();
    });
    const browser = new Browser(signInApp, { https: config.https });
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
      await services.background.settled();
      await services.browserSessions.close();
      if (options.database === undefined) await database.drop();
    },
  };
}
