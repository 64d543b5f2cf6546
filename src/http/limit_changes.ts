/** Limits how often one account does what writes to its security log, sends mail, or reads everything. */
import type { Guard } from "./request_context.ts";

/**
 * For POST routes, after requireUser. Not for what takes something back, such as ending a sign-in: whoever is
 * in another's account must not be able to keep its owner from that.
 * @throws TooManyRequests
 */
export const limitChanges: Guard = async (c) => {
  const { address } = c.browser.client;
  await c.services.throttling.count("accountChange", { address, email: c.user.email });
  return null;
};
