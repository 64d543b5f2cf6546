/** The register of sign-ins: what decides, at each request, whether a signature still counts. */
import type { Knex } from "knex";

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table auth_sessions (
      id uuid primary key,
      user_id uuid not null references users (id) on delete cascade,
      kind text not null,
      created_at timestamptz not null,
      authenticated_at timestamptz not null,
      last_seen_at timestamptz not null,
      idle_expires_at timestamptz not null,
      absolute_expires_at timestamptz not null,
      revoked_at timestamptz,
      user_agent text not null,
      address text not null,
      constraint auth_sessions_kind check (kind in ('web', 'api')),
      constraint auth_sessions_order check (idle_expires_at <= absolute_expires_at)
    )
  `);
  await knex.raw("create index auth_sessions_user on auth_sessions (user_id)");
  await knex.raw("create index auth_sessions_idle_end on auth_sessions (idle_expires_at)");
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("drop table auth_sessions");
}
