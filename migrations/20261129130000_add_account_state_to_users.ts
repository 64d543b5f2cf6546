/** What becomes of an account: its address is verified, it is disabled, or it is about to be deleted. */
import type { Knex } from "knex";

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table users
      add column email_verified_at timestamptz,
      add column password_changed_at timestamptz,
      add column disabled_at timestamptz,
      -- When everything is deleted; signing in before that can cancel it.
      add column deletion_at timestamptz,
      -- An account that signs in by a provider has no password.
      alter column password_hash drop not null,
      alter column password_scheme drop not null,
      add constraint users_password check ((password_hash is null) = (password_scheme is null))
  `);
  await knex.raw(
    "create index users_deletion_at on users (deletion_at) where deletion_at is not null",
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    update users set password_hash = 'none', password_scheme = 1 where password_hash is null
  `);
  await knex.raw(`
    alter table users
      drop constraint users_password,
      alter column password_hash set not null,
      alter column password_scheme set not null,
      drop column email_verified_at,
      drop column password_changed_at,
      drop column disabled_at,
      drop column deletion_at
  `);
}
