/** What a mail has to know of the account that it is about. */
import type { ClockSettings } from "../dates/date_settings.ts";
import type { Database } from "../db/connection.ts";

export interface MailAccount extends ClockSettings {
  id: string;
  email: string;
  name: string;
  /** The address is known to be theirs. */
  isVerified: boolean;
  isDisabled: boolean;
  /** When it is deleted, as its user has asked for; null: it stays. */
  deletionAt: Date | null;
}

/** @param where an address in lower case, or an id. */
export async function findMailAccount(
  { knex }: Database,
  where: { email: string } | { id: string },
): Promise<MailAccount | null> {
  const row = await knex("users")
    .where(where)
    .select(
      "id",
      "email",
      "name",
      "time_zone as timeZone",
      "time_format as timeFormat",
      "deletion_at as deletionAt",
    )
    .select(knex.raw(`email_verified_at is not null as "isVerified"`))
    .select(knex.raw(`disabled_at is not null as "isDisabled"`))
    .first<MailAccount | undefined>();
  return row ?? null;
}
