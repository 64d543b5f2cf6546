/** What a process remembers of a sign-in, to read ahead for its user. */
import { isDeepStrictEqual } from "node:util";
import type { Counters } from "../db/counters.ts";
import type { AuthSession, Liveness } from "../models/auth_sessions.ts";

/** Never whether it is live. */
export type Known = Pick<AuthSession, "id" | "user" | "authenticatedAt" | "access">;

export function knownOf({ id, user, authenticatedAt, access }: AuthSession): Known {
  return { id, user, authenticatedAt, access };
}

/** Whether the sign-in is live, and nothing of its user has changed. */
export function isAsPresumed(
  liveness: Liveness,
  known: Known,
  counters: Counters,
): liveness is Liveness & { state: "live" } {
  if (liveness.state !== "live") return false;
  const isSame = isDeepStrictEqual(knownOf(liveness.session), known);
  const { last_change_id: revision, epoch } = liveness.counters;
  return isSame && revision === counters.last_change_id && epoch === counters.epoch;
}
