/** The second factor: an authenticator app's key, and recovery codes for when it is lost. */
import type { Knex } from "knex";

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table second_factors (
      user_id uuid primary key references users (id) on delete cascade,
      -- Encrypted with a key that is not in the database, whose id it begins with.
      sealed_key bytea not null,
      on_since timestamptz not null,
      -- Of the last code that was accepted: no code is accepted twice.
      last_step bigint not null,
      -- bcrypt's, the same for the account's recovery codes, so that one hash compares with all of them.
      codes_salt text not null,
      codes_made_at timestamptz not null
    )
  `);
  await knex.raw(`
    create table recovery_codes (
      user_id uuid not null references second_factors (user_id) on delete cascade,
      code_hash text not null,
      used_at timestamptz,
      primary key (user_id, code_hash)
    )
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("drop table recovery_codes");
  await knex.raw("drop table second_factors");
}
