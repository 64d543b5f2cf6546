/** The replies that the API keeps for a day, for a request that is sent again under its key. */
import type { Database } from "../db/connection.ts";
import type { KeptReply } from "../db/kept_replies.ts";
import { UserScope } from "../db/scope.ts";

/** In milliseconds: how long a reply is kept. */
export const REPLY_LIFETIME = 24 * 60 * 60_000;

/** At most so many users a round. */
const ROUND = 500;

/** The reply that is kept under a key; null: none, or it is too old. */
export async function findReply(scope: UserScope, key: string): Promise<KeptReply | null> {
  const reply = await scope.keptReplies.find(key);
  if (reply === null) return null;
  const { status, created_at } = reply;
  // The version before inserted a row before it had the reply.
  if (status !== null && created_at > expiry(scope.now)) return reply;
  await scope.keptReplies.remove((rows) => void rows.where({ key, created_at }));
  return null;
}

export async function keepReply(
  scope: UserScope,
  reply: Omit<KeptReply, "created_at">,
): Promise<void> {
  const { now } = scope;
  const sweepAt = new Date(now.getTime() + REPLY_LIFETIME);
  await scope.keptReplies.insert({ ...reply, created_at: now }, sweepAt);
}

/** One round of removing replies that are too old, of every user whose time has come. */
export async function deleteOldReplies(database: Database, now: Date): Promise<void> {
  const { knex } = database;
  const due = knex("users").where("keys_sweep_at", "<=", now).limit(ROUND).forUpdate().skipLocked();
  const users = await knex("users")
    .whereIn("id", due.select("id"))
    .update({ keys_sweep_at: null })
    .returning<{ id: string }[]>("id");
  for (const { id } of users) {
    const owner = { id, timeZone: null, weekStart: 1 };
    const replies = new UserScope(database, owner, { clock: () => now }).keptReplies;
    await replies.remove((rows) => void rows.where("created_at", "<=", expiry(now)));
    if (await replies.isEmpty()) continue;
    await knex("users")
      .where({ id })
      .update({ keys_sweep_at: new Date(now.getTime() + REPLY_LIFETIME) });
  }
}

function expiry(now: Date): Date {
  return new Date(now.getTime() - REPLY_LIFETIME);
}
