/** Recognises a browser by its cookie, at its next sign-in to an account. */
import { randomBytes } from "node:crypto";
import type { Database } from "../db/connection.ts";
import { rememberBrowser, type SeenBrowser, trustBrowser } from "../models/browsers.ts";
import { networkOf } from "./networks.ts";
import type { ClientBrowser } from "./session.ts";

/** In milliseconds: how long the cookie is kept; browsers allow no more. */
const COOKIE_LIFETIME = 400 * 86_400_000;
/** In milliseconds: how long a trusted browser is not asked for a second factor. */
const TRUST_LIFETIME = 30 * 86_400_000;

interface SignedInTo {
  userId: string;
  /** Whether it is not asked for a second factor from now on. */
  trust: boolean;
  now: Date;
}

/** Records that the browser signs in to an account, and renews its cookie. */
export async function recogniseBrowser(
  database: Database,
  browser: ClientBrowser,
  { userId, trust, now }: SignedInTo,
): Promise<SeenBrowser> {
  const secret = secretOf(browser);
  const { client } = browser;
  const sighting = { userId, secret, client, network: networkOf(client.address) };
  const seen = await rememberBrowser(database, { ...sighting, now });
  const next = trust ? newSecret() : secret;
  if (trust) {
    const until = new Date(now.getTime() + TRUST_LIFETIME);
    const known = { userId, browserId: seen.id };
    await trustBrowser(database, known, { from: secret, to: next, until });
  }
  browser.setCookie("browser", next, COOKIE_LIFETIME);
  return seen;
}

/** The value of the browser's cookie. */
function secretOf(browser: ClientBrowser): string {
  // Without one it is that of the sign-in form, so that two forms sent at the same time have the same.
  const given = browser.cookie("browser") ?? browser.cookie("visitor");
  const isOurs = given !== undefined && /^[\w-]{22}$/.test(given);
  return isOurs ? given : newSecret();
}

function newSecret(): string {
  return randomBytes(16).toString("base64url");
}
