/** The one-use links of mails and of the host's commands. Only a hash of each is stored. */
import type { Knex } from "knex";

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table account_tokens (
      id uuid primary key,
      kind text not null,
      -- SHA-256 of the token.
      token_hash bytea not null unique,
      -- null: an invitation, or a sign-up that waits for its address to be verified.
      user_id uuid references users (id) on delete cascade,
      -- The exact address that it was made for; null: an invitation for anyone.
      email text,
      -- Of a sign-up that waits: what the account will have. No password in the clear.
      params jsonb,
      created_at timestamptz not null,
      expires_at timestamptz not null,
      used_at timestamptz,
      constraint account_tokens_kind check (
        kind in ('reset', 'verify', 'email-change', 'email-undo', 'sign-up', 'invite'))
    )
  `);
  await knex.raw("create index account_tokens_user on account_tokens (user_id, kind)");
  await knex.raw("create index account_tokens_email on account_tokens (email)");
  await knex.raw("create index account_tokens_expiry on account_tokens (expires_at)");
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("drop table account_tokens");
}
