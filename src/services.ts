/** The application's services, created once and passed to what needs them. */
import { fileURLToPath } from "node:url";
import type { Logger } from "pino";
import { Authenticator } from "./auth/authenticator.ts";
import { Cookies } from "./auth/cookies.ts";
import { CsrfTokens } from "./auth/csrf_tokens.ts";
import { derivedKeys, jwtKeys } from "./auth/keys.ts";
import { Passwords } from "./auth/passwords.ts";
import { ProcessorBudget } from "./auth/processor_budget.ts";
import { Providers } from "./auth/providers.ts";
import { SecondFactors } from "./auth/second_factors.ts";
import { Throttling } from "./auth/throttling.ts";
import { Tokens } from "./auth/tokens.ts";
import { BackgroundWork } from "./background.ts";
import type { Config } from "./config.ts";
import type { Database } from "./db/connection.ts";
import { BrowserSessions } from "./http/browser.ts";
import { createMailWorker } from "./mail/mail.ts";
import { countForNavigation } from "./models/navigation_counts.ts";
import { loadNavigation } from "./presenters/navigation.ts";
import { loadAssets } from "./views/assets.ts";
import { createRenderer } from "./views/engine.ts";

interface ServiceOptions {
  config: Config;
  database: Database;
  logger: Logger;
  /** For tests, which set the time. */
  clock?: () => Date;
  /** bcrypt's cost factor; tests use a low one. */
  passwordCost?: number;
  /** Whether to reload changed templates and static files; by default in development. */
  watch?: boolean;
}

export type Services = ReturnType<typeof createServices>;

/** As many sign-ins as one core handles in a minute; further ones get a 503. */
const PASSWORD_QUEUE = 200;

/** 500 hostile lines take about two seconds, 500 usual ones less than a tenth of that. */
const PARSING = { most: 5_000, window: 60_000, what: "long texts" };

const folder = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));

export function createServices(options: ServiceOptions) {
  const { config, database, logger, clock = () => new Date(), passwordCost = 12 } = options;
  const { watch = !config.production } = options;
  const cookies = new Cookies(config.https);
  const tokens = new Tokens(jwtKeys(config.jwtSecrets), config.appUrl, clock);
  const passwords = new Passwords({ cost: passwordCost, queueLimit: PASSWORD_QUEUE });
  const throttling = new Throttling(database, config.sessionSecrets, clock);
  const browserKeys = derivedKeys(config.sessionSecrets, "plainlist/browser");
  const compression = config.production ? "best" : "fast";
  const assets = loadAssets(folder("public"), { watch, compression });
  return {
    config,
    database,
    logger,
    clock,
    background: new BackgroundWork(logger),
    cookies,
    tokens,
    authenticator: new Authenticator({
      database,
      tokens,
      browserKeys,
      clock,
      ttl: config.sessionTtl,
    }),
    browserSessions: new BrowserSessions(database, {
      cookies,
      secrets: [...config.sessionSecrets],
    }),
    passwords,
    throttling,
    secondFactors: new SecondFactors(
      { database, passwords, throttling, logger, clock },
      config.sessionSecrets,
    ),
    providers: new Providers(config.providers, config.appUrl),
    /** For reading lines of quick add. */
    parsing: new ProcessorBudget({ ...PARSING, clock }),
    csrfTokens: new CsrfTokens(config.sessionSecrets),
    newTokenKeys: derivedKeys(config.sessionSecrets, "plainlist/new-token"),
    flashKeys: derivedKeys(config.sessionSecrets, "plainlist/flash"),
    assets,
    mail: createMailWorker({ config, database, logger, clock, watch }),
    render: createRenderer({ dir: folder("views"), watch, assets }),
    navigation: loadNavigation,
    /** What the navigation shows, read ahead. */
    navigationCounts: countForNavigation,
  };
}
