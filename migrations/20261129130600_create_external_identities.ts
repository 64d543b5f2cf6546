/** The accounts of OpenID Connect providers that people sign in with. */
import type { Knex } from "knex";

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table external_identities (
      issuer text not null,
      -- The provider's name for the person; unique and never reassigned (OpenID Connect Core, 2).
      subject text not null,
      user_id uuid not null references users (id) on delete cascade,
      -- As the provider said it; for the owner to recognise it.
      email text,
      created_at timestamptz not null,
      last_used_at timestamptz not null,
      primary key (issuer, subject)
    )
  `);
  await knex.raw("create index external_identities_user on external_identities (user_id)");
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("drop table external_identities");
}
