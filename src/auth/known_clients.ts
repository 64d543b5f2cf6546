/** Clients that have signed in to an account before: others cannot lock them out (see Throttling). */
import type { Database } from "../db/connection.ts";
import { isKnownBrowser } from "../models/browsers.ts";
import { signInAddresses } from "../models/known_networks.ts";
import { isSameNetwork } from "./networks.ts";

interface ClientOrigin {
  /** Its network address. */
  address: string;
  /** The value of the cookie by which a browser is recognised. */
  browser?: string | undefined;
}

/**
 * Whether this browser has signed in to the account before, or anyone from its network.
 * @param email in lower case; without an account it is the same work.
 */
export async function isKnownClient(
  database: Database,
  email: string,
  { address, browser }: ClientOrigin,
): Promise<boolean> {
  const [isBrowser, addresses] = await Promise.all([
    isKnownBrowser(database, email, browser),
    signInAddresses(database, email),
  ]);
  return isBrowser || addresses.some((one) => isSameNetwork(one, address));
}
