/** What the worker does with the queue of mails. Several processes can work on it at the same time. */
import type { Database } from "../db/connection.ts";
import type { QueuedMail } from "./mails.ts";

/**
 * Claims the mail that has been due for longest; other processes pass it by.
 * @param lease in milliseconds: if this process ends before it says what became of the mail, it is due again
 *   after that.
 * @returns null: none is due.
 */
export async function claimMail(
  database: Database,
  now: Date,
  lease: number,
): Promise<QueuedMail | null> {
  const [row] = await database.write<QueuedMail & Record<string, unknown>>(
    `with due as materialized (
       select id from mails where due_at <= $1 order by due_at, id limit 1 for update skip locked
     )
     update mails set due_at = $2, attempts = attempts + 1 from due where mails.id = due.id
     returning mails.id, kind, recipient, user_id as "userId", params, created_at as "createdAt", attempts`,
    [now, new Date(now.getTime() + lease)],
  );
  return row ?? null;
}

/** Takes a mail off the queue: it was sent, or nothing has to be. */
export async function deleteMail({ knex }: Database, { id }: QueuedMail): Promise<void> {
  await knex("mails").where({ id }).delete();
}

/** Has a mail tried again. @param failure what the mail server answered, or why there was no answer. */
export async function postponeMail(
  database: Database,
  mail: QueuedMail,
  { due, failure }: { due: Date; failure: string },
): Promise<void> {
  await claimed(database, mail).update({ due_at: due, failure });
}

/** Gives a mail up, until the host has it tried again. */
export async function giveUpMail(
  database: Database,
  mail: QueuedMail,
  { now, failure }: { now: Date; failure: string },
): Promise<void> {
  await claimed(database, mail).update({ due_at: null, failed_at: now, failure });
}

/** Unless another process has claimed it since, as the lease was over. */
function claimed({ knex }: Database, { id, attempts }: QueuedMail) {
  return knex("mails").where({ id, attempts }).whereNotNull("due_at");
}
