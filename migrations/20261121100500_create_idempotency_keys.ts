/** Answers of the API that are given again to a request that is sent again under the same key. */
import type { Knex } from "knex";

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table idempotency_keys (
      user_id uuid not null references users (id) on delete cascade,
      key text not null,
      fingerprint text not null,
      status smallint,
      headers jsonb,
      body text,
      created_at timestamptz not null,
      primary key (user_id, key),
      constraint idempotency_keys_key_length check (char_length(key) between 1 and 255),
      constraint idempotency_keys_whole check (
        (status is null and headers is null and body is null)
        or (status is not null and headers is not null and body is not null)
      )
    )
  `);
  await knex.raw("create index idempotency_keys_age on idempotency_keys (user_id, created_at)");
  // When a user's keys are next to be looked through; null while there are none.
  await knex.raw("alter table users add column keys_sweep_at timestamptz");
  await knex.raw(
    "create index users_keys_sweep_at on users (keys_sweep_at) where keys_sweep_at is not null",
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("alter table users drop column keys_sweep_at");
  await knex.raw("drop table idempotency_keys");
}
