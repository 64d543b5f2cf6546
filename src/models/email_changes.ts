/**
 * Changes of addresses that can still be taken back. Until then the old address belongs to its account: if
 * anyone else could sign up with it, whoever has taken over an account could keep its owner out.
 */
import type { Knex } from "knex";

/** In milliseconds: a day longer than the link to take a change back, which is made when its mail is sent. */
const KEPT = 8 * 86_400_000;

/** Another account has the address, or had it until a change that can still be taken back. */
export class EmailTaken extends Error {}

/** In the transaction of the change. */
export async function addEmailChange(
  trx: Knex.Transaction,
  { userId, oldEmail }: { userId: string; oldEmail: string },
  now: Date,
): Promise<void> {
  await trx("email_changes").insert({ user_id: userId, old_email: oldEmail, changed_at: now });
}

/** The first change from this address that can be taken back; null: there is none. */
export async function findEmailChange(
  knex: Knex | Knex.Transaction,
  { userId, oldEmail }: { userId: string; oldEmail: string },
): Promise<string | null> {
  const row = await knex("email_changes")
    .where({ user_id: userId, old_email: oldEmail, undone_at: null })
    .orderBy("id")
    .first<{ id: string } | undefined>("id");
  return row?.id ?? null;
}

/** Takes a change and all later ones back: the links to them no longer do anything. */
export async function undoEmailChanges(
  trx: Knex.Transaction,
  { userId, from }: { userId: string; from: string },
  now: Date,
): Promise<void> {
  await trx("email_changes")
    .where({ user_id: userId, undone_at: null })
    .where("id", ">=", from)
    .update({ undone_at: now });
}

/**
 * Call it after the address was written, in the same transaction: it waits for a change of another account
 * at the same moment, which this statement then sees.
 * @param userId the account that has got the address.
 * @throws EmailTaken
 */
export async function requireUnreserved(
  trx: Knex.Transaction,
  { userId, email }: { userId: string; email: string },
  now: Date,
): Promise<void> {
  const row = await trx("email_changes")
    .where({ old_email: email, undone_at: null })
    .whereNot({ user_id: userId })
    .where("changed_at", ">", new Date(now.getTime() - KEPT))
    .first("id");
  if (row !== undefined) throw new EmailTaken("The address is reserved");
}

export async function deleteOldEmailChanges(knex: Knex, now: Date): Promise<void> {
  await knex("email_changes")
    .where("changed_at", "<", new Date(now.getTime() - KEPT))
    .delete();
}
