/** What a request came from, in words. */
import { readableAddress } from "../auth/networks.ts";
import { describeUserAgent } from "../auth/user_agent.ts";
import type { Client } from "../models/auth_sessions.ts";

/** "Firefox on Linux", "curl", "A program". */
export function clientName({ userAgent }: Pick<Client, "userAgent">): string {
  return describeUserAgent(userAgent).replace(/^a /, "A ");
}

/** "network 203.0.113.7". */
export function networkName(address: string): string {
  return address === "" ? "unknown network" : `network ${readableAddress(address)}`;
}
