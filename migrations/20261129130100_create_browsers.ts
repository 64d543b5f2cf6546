/** The browsers that an account has signed in from, and the personal tokens among its sign-ins. */
import type { Knex } from "knex";

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table browsers (
      user_id uuid not null references users (id) on delete cascade,
      id uuid not null,
      -- SHA-256 of the cookie that recognises it.
      secret_hash bytea not null,
      created_at timestamptz not null,
      last_seen_at timestamptz not null,
      -- Until then it is not asked for a second factor.
      trusted_until timestamptz,
      user_agent text not null,
      address text not null,
      -- Of the address: a household has many addresses in one.
      network text not null,
      primary key (user_id, id),
      constraint browsers_secret unique (user_id, secret_hash)
    )
  `);
  await knex.raw("create index browsers_network on browsers (user_id, network)");
  await knex.raw("create index browsers_last_seen on browsers (last_seen_at)");
  await knex.raw(`
    alter table auth_sessions
      add column browser_id uuid,
      add column name text,
      add column access text,
      -- SHA-256 of the token.
      add column token_hash bytea unique,
      -- Of the form that made the token, so that sending it twice makes one.
      add column request_key text,
      -- null: a token that has not been used.
      alter column last_seen_at drop not null,
      -- Where it was used last; null: where it has begun.
      add column last_address text,
      add constraint auth_sessions_browser_fkey foreign key (user_id, browser_id)
        references browsers (user_id, id) on delete cascade,
      drop constraint auth_sessions_kind,
      add constraint auth_sessions_kind check (kind in ('web', 'api', 'token')),
      add constraint auth_sessions_token check (
        case kind when 'token'
          then name is not null and access in ('read', 'write') and token_hash is not null
          else name is null and access is null and token_hash is null and request_key is null
            and last_seen_at is not null end)
  `);
  await knex.raw("create index auth_sessions_browser on auth_sessions (user_id, browser_id)");
  await knex.raw(`
    create unique index auth_sessions_token_name on auth_sessions (user_id, name_key(name))
    where kind = 'token' and revoked_at is null
  `);
  await knex.raw(
    "create unique index auth_sessions_request_key on auth_sessions (user_id, request_key)",
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("delete from auth_sessions where kind = 'token'");
  await knex.raw(`
    alter table auth_sessions
      drop constraint auth_sessions_token,
      drop constraint auth_sessions_kind,
      add constraint auth_sessions_kind check (kind in ('web', 'api')),
      drop column browser_id,
      drop column name,
      drop column access,
      drop column token_hash,
      drop column request_key,
      drop column last_address,
      alter column last_seen_at set not null
  `);
  await knex.raw("drop table browsers");
}
