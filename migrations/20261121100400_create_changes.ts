/** The journal: what each press changed, with the rows as they were and as they became. */
import type { Knex } from "knex";

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table changes (
      user_id uuid not null references users (id) on delete cascade,
      id integer not null,
      label text not null,
      subject text,
      created_at timestamptz not null,
      undoes integer,
      undone_by integer,
      images jsonb not null,
      primary key (user_id, id)
    )
  `);
  await knex.raw("create index changes_created_at on changes (user_id, created_at)");
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("drop table changes");
}
