/** Keeps the replies of the API for a day, for requests that are repeated under their key. */
import { DEFAULT_DATE_SETTINGS } from "../dates/date_settings.ts";
import type { Database } from "../db/connection.ts";
import { type KeptReply, REPLY_LIFETIME } from "../db/kept_replies.ts";
import { UserScope } from "../db/scope.ts";

/** The most users per round. */
const ROUND_MAX = 500;

/** The reply that is kept under a key; null: there is none, or it has expired. */
export async function findReply(scope: UserScope, key: string): Promise<KeptReply | null> {
  const reply = await scope.keptReplies.find(key);
  if (reply === null) return null;
  const { status, created_at } = reply;
  // The previous version inserted a row before it had the reply.
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

/** Deletes the expired replies of the users that are due. */
export async function deleteOldReplies(database: Database, now: Date): Promise<void> {
  const { knex } = database;
  const due = knex("users")
    .where("keys_sweep_at", "<=", now)
    .limit(ROUND_MAX)
    .forUpdate()
    .skipLocked();
  const users = await knex("users")
    .whereIn("id", due.select("id"))
    .update({ keys_sweep_at: null })
    .returning<{ id: string }[]>("id");
  for (const { id } of users) {
    const owner = { id, ...DEFAULT_DATE_SETTINGS };
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
