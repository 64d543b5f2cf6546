/** What the application is made of, put together once and handed to what needs it. */
import { fileURLToPath } from "node:url";
import type { Logger } from "pino";
import { Authenticator } from "./auth/authenticator.ts";
import { Cookies } from "./auth/cookies.ts";
import { CsrfTokens } from "./auth/csrf_tokens.ts";
import { derivedKeys, jwtKeys, type KeyRing } from "./auth/keys.ts";
import { Passwords } from "./auth/passwords.ts";
import { Throttling } from "./auth/throttling.ts";
import { Tokens } from "./auth/tokens.ts";
import type { Config } from "./config.ts";
import type { Database } from "./db/connection.ts";
import type { UserScope } from "./db/scope.ts";
import { BrowserMemories } from "./http/browser.ts";
import { loadNavigation } from "./presenters/navigation.ts";
import { type Assets, loadAssets } from "./views/assets.ts";
import { createRenderer, type Renderer } from "./views/engine.ts";
import type { Navigation } from "./views/models/page.ts";

/** What is handed in from outside. */
export interface ServiceOptions {
  config: Config;
  database: Database;
  logger: Logger;
  /** The time, so that tests can set it. */
  clock?: () => Date;
  /** bcrypt's cost, so that tests are quick. */
  passwordCost?: number;
  /** Whether changed templates and static files are taken up; in development, unless it is said. */
  watch?: boolean;
}

export interface Services {
  config: Config;
  database: Database;
  logger: Logger;
  clock: () => Date;
  cookies: Cookies;
  tokens: Tokens;
  authenticator: Authenticator;
  browserMemories: BrowserMemories;
  passwords: Passwords;
  throttling: Throttling;
  csrfTokens: CsrfTokens;
  flashKeys: KeyRing;
  assets: Assets;
  render: Renderer;
  /** The links beside a user's pages. @param here the path of the page, without its query. */
  navigation: (scope: UserScope, here: string) => Promise<Navigation>;
}

/** A minute's worth of sign-ins on one core; over it, come back later. */
const PASSWORD_QUEUE = 200;

const folder = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));

export function createServices(deps: ServiceOptions): Services {
  const { config, database, logger, clock = () => new Date(), passwordCost = 12 } = deps;
  const { watch = !config.production } = deps;
  const cookies = new Cookies(config.https);
  const tokens = new Tokens(jwtKeys(config.jwtSecrets), config.appUrl, clock);
  const compression = config.production ? "best" : "fast";
  const assets = loadAssets(folder("public"), { watch, compression });
  return {
    config,
    database,
    logger,
    clock,
    cookies,
    tokens,
    authenticator: new Authenticator({ database, tokens, clock, ttl: config.sessionTtl }),
    browserMemories: new BrowserMemories(database, {
      cookies,
      secrets: [...config.sessionSecrets],
    }),
    passwords: new Passwords({ cost: passwordCost, queueLimit: PASSWORD_QUEUE }),
    throttling: new Throttling(database, config.sessionSecrets, clock),
    csrfTokens: new CsrfTokens(config.sessionSecrets),
    flashKeys: derivedKeys(config.sessionSecrets, "plainlist/flash"),
    assets,
    render: createRenderer({ dir: folder("views"), watch, assets }),
    navigation: loadNavigation,
  };
}
