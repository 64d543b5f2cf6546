/** Records new sign-ins, and has a mail sent where one is unlike those before. */
import type { Database } from "../db/connection.ts";
import {
  type AuthSession,
  type Client,
  createAuthSession,
  revokeSameBrowser,
} from "../models/auth_sessions.ts";
import { rememberBrowser, type SeenBrowser, trustBrowser } from "../models/browsers.ts";
import { type NewMail, queueMail } from "../models/mails.ts";
import type { User } from "../models/users.ts";
import { newBrowserSecret } from "./browser_cookie.ts";
import { networkOf } from "./networks.ts";

interface NewSignIn {
  user: User;
  client: Client;
  /** The value of the cookie that recognises the browser. */
  secret: string;
  /** Whether it is not asked for a second factor from now on. */
  trust: boolean;
  now: Date;
  /** In milliseconds: how long the sign-in lasts while it is not used. */
  ttl: number;
}

/**
 * In milliseconds: a sign-in of the same browser that is older is not one of another tab at the same moment,
 * but was forgotten by the browser.
 */
const PARALLEL = 60_000;
/** In milliseconds: how long a trusted browser is not asked for a second factor. */
const TRUST_LIFETIME = 30 * 86_400_000;

interface Started {
  signIn: AuthSession;
  seen: SeenBrowser;
  /** The value of the browser's cookie from now on. */
  nextSecret: string;
}

/**
 * Records the sign-in of a browser. Those that the browser has forgotten end.
 * @throws BadRequest if the password has been changed since the user was read.
 */
export async function startSignIn(
  database: Database,
  { user, client, secret, trust, now, ttl }: NewSignIn,
): Promise<Started> {
  const sighting = { userId: user.id, secret, client, network: networkOf(client.address), now };
  return await database.transaction(async (trx) => {
    // Before the browser, as a change of the password does: else each could wait for the other.
    await trx("users").where({ id: user.id }).forShare().first("id");
    const seen = await rememberBrowser(trx, sighting);
    if (seen.isNew) await queueMail(trx, newSignInMail(user, client, now), now);
    const started = { user, kind: "web", browserId: seen.id, client, now, ttl } as const;
    const signIn = await createAuthSession(trx, started);
    await revokeSameBrowser(trx, signIn.id, { now, before: new Date(now.getTime() - PARALLEL) });
    if (!trust) return { signIn, seen, nextSecret: secret };
    const nextSecret = newBrowserSecret();
    const until = new Date(now.getTime() + TRUST_LIFETIME);
    const known = { userId: user.id, browserId: seen.id };
    await trustBrowser(trx, known, { from: secret, to: nextSecret, until });
    return { signIn, seen, nextSecret };
  });
}

/**
 * Records that a program signs in. It has no cookie, and many sign in at each run: a mail is sent only where
 * no browser and no program has signed in from its network before.
 */
export async function rememberProgram(
  { database, clock }: { database: Database; clock: () => Date },
  client: Client,
  user: User,
): Promise<SeenBrowser> {
  const now = clock();
  const program = {
    userId: user.id,
    secret: null,
    client,
    network: networkOf(client.address),
    now,
  };
  return await database.transaction(async (trx) => {
    const seen = await rememberBrowser(trx, program);
    if (seen.isNewNetwork) await queueMail(trx, newSignInMail(user, client, now), now);
    return seen;
  });
}

function newSignInMail(user: User, { userAgent, address }: Client, now: Date): NewMail {
  const params = { userAgent: userAgent.slice(0, 400), address, at: now.toISOString() };
  return { kind: "new-sign-in", recipient: user.email, userId: user.id, params };
}
