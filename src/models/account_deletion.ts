/** Leaving: an account is deleted seven days after its user has asked for it, unless they sign in again. */
import type { Knex } from "knex";
import { deleteInBatches } from "../db/batches.ts";
import type { Database } from "../db/connection.ts";
import { OWNED_TABLES, type OwnedTable, UNJOURNALED_TABLES } from "../db/owned_tables.ts";
import type { UserScope } from "../db/scope.ts";
import { revokeAllSessions } from "./auth_sessions.ts";
import { distrustBrowsers } from "./browsers.ts";
import { queueMail } from "./mails.ts";
import type { User } from "./users.ts";

const DAY = 86_400_000;
/** In milliseconds: how long one can change one's mind. */
export const DELETION_DELAY = 7 * DAY;
/** In milliseconds: how long before the end one more mail is sent. */
export const REMINDER_LEAD = DAY;

/** What an account has, as far as it goes with it. */
export interface AccountContents {
  tasks: number;
  completed: number;
  /** The names of the first ones. */
  listNames: string[];
  lists: number;
  tags: number;
  searches: number;
  changes: number;
  /** Personal tokens that are live. */
  tokens: number;
}

const LIST_NAMES = 5;

export async function countContents(
  database: Database,
  scope: UserScope,
): Promise<AccountContents> {
  const [[counts], names, [programs]] = await Promise.all([
    scope.read<Omit<AccountContents, "listNames" | "tokens"> & Record<string, unknown>>(
      `select
         (select count(*)::integer from {tasks} where parent_id is null) as tasks,
         (select count(*)::integer from {tasks}
          where parent_id is null and completed_at is not null) as completed,
         (select count(*)::integer from {lists} where deleted_at is null) as lists,
         (select count(*)::integer from {tags} where deleted_at is null) as tags,
         (select count(*)::integer from {searches} where deleted_at is null) as searches,
         (select count(*)::integer from {changes}) as changes`,
      [],
    ),
    scope.read<{ name: string }>(
      `select name from {lists} where deleted_at is null order by position, id limit ${LIST_NAMES}`,
      [],
    ),
    database.read<{ tokens: number }>(
      `select count(*)::integer as tokens from auth_sessions
       where user_id = $1 and kind = 'token' and revoked_at is null and idle_expires_at > $2`,
      [scope.userId, scope.now],
    ),
  ]);
  if (counts === undefined) throw new Error("Nothing was counted");
  const listNames = names.map(({ name }) => name);
  return { ...counts, listNames, tokens: programs?.tokens ?? 0 };
}

/**
 * Schedules the deletion, ends every other sign-in and token, and queues the mails.
 * @param by the sign-in that asks for it; it goes on.
 * @returns when everything will be deleted; what was scheduled before stays as it is.
 */
export async function requestDeletion(
  database: Database,
  { user, by, now }: { user: User; by: string; now: Date },
): Promise<Date> {
  const at = new Date(now.getTime() + DELETION_DELAY);
  return await database.transaction(async (trx) => {
    const [row] = await trx("users")
      .where({ id: user.id, deletion_at: null })
      .update({ deletion_at: at, updated_at: now })
      .returning<{ deletion_at: Date }[]>("deletion_at");
    if (row === undefined) return user.deletionAt ?? at;
    await revokeAllSessions(trx, user.id, { except: by, now });
    await distrustBrowsers(trx, user.id);
    const mail = { kind: "deletion-requested", recipient: user.email, userId: user.id } as const;
    const until = at.toISOString();
    await queueMail(trx, { ...mail, params: { at: until, isReminder: false } }, now);
    const reminded = new Date(at.getTime() - REMINDER_LEAD);
    await queueMail(trx, { ...mail, params: { at: until, isReminder: true } }, now, reminded);
    return at;
  });
}

/** @returns whether a deletion was scheduled, and no longer is. */
export async function cancelDeletion(
  database: Database,
  userId: string,
  now: Date,
): Promise<boolean> {
  return await database.transaction((trx) => keepAccount(trx, userId, now));
}

/** The same, in the transaction of the change that is the reason. */
export async function keepAccount(
  trx: Knex.Transaction,
  userId: string,
  now: Date,
): Promise<boolean> {
  const cancelled = await trx("users")
    .where({ id: userId })
    .where("deletion_at", ">", now)
    .update({ deletion_at: null, updated_at: now });
  if (cancelled === 0) return false;
  await trx("mails").where({ user_id: userId, kind: "deletion-requested" }).delete();
  return true;
}

/** The accounts whose time has come. @returns their ids, at most `limit`. */
export async function findDueDeletions(
  { knex }: Database,
  now: Date,
  limit: number,
): Promise<string[]> {
  return await knex("users")
    .where("deletion_at", "<=", now)
    .orderBy("deletion_at")
    .limit(limit)
    .pluck("id");
}

/**
 * Deletes an account with everything that has its id or its address. Table by table, so that no statement
 * takes long; nobody can sign in to it any more.
 */
export async function deleteAccount(database: Database, userId: string, now: Date): Promise<void> {
  const { knex } = database;
  // For good from here on, also for a process whose clock is behind.
  const [account]: { email: string }[] = await knex("users")
    .where({ id: userId })
    .where("deletion_at", "<=", now)
    .update({ deletion_at: knex.raw("least(deletion_at, ?)", [new Date(now.getTime() - DAY)]) })
    .returning("email");
  if (account === undefined) return;
  await deleteBrowserSessions(knex, userId);
  const tables = [...UNJOURNALED_TABLES, ...(Object.keys(OWNED_TABLES) as OwnedTable[]).reverse()];
  for (const table of tables) await knex(table).where({ user_id: userId }).delete();
  // Others can add to them, by wrong passwords: there is no limit to how many there are.
  await deleteInBatches(knex, "security_events", (rows) => void rows.where({ user_id: userId }));
  await database.transaction(async (trx) => {
    // Of links and mails that were asked for by the address alone.
    await trx("account_tokens").where({ email: account.email }).delete();
    await trx("mails").where({ recipient: account.email }).delete();
    await trx("users").where({ id: userId }).delete();
  });
}

/** The sessions of express-session that belong to one of the account's sign-ins, or have its forms. */
async function deleteBrowserSessions(knex: Knex, userId: string): Promise<void> {
  await knex.raw(
    `delete from session
     where sess ->> 'authSessionId' in (select id::text from auth_sessions where user_id = ?)
       or strpos(sess::text, ?) > 0`,
    [userId, userId],
  );
}
