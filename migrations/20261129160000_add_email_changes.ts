/** Changing the address of an account: the new one waits for its link, the old one can be put back for a while. */
import type { Knex } from "knex";

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table users
      -- The new address, until its link is pressed.
      add column pending_email text,
      add column pending_email_at timestamptz,
      add constraint users_pending_email check ((pending_email is null) = (pending_email_at is null))
  `);
  await knex.raw(`
    create table email_changes (
      user_id uuid not null references users (id) on delete cascade,
      -- In the order of the changes: putting an address back takes back all later ones.
      id bigint generated always as identity,
      -- No other account can have it while the change can be taken back.
      old_email text not null,
      changed_at timestamptz not null,
      undone_at timestamptz,
      primary key (user_id, id)
    )
  `);
  await knex.raw("create index email_changes_old_email on email_changes (old_email)");
  await knex.raw("create index email_changes_changed on email_changes (changed_at)");
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("drop table email_changes");
  await knex.raw(
    "alter table users drop constraint users_pending_email, drop column pending_email, drop column pending_email_at",
  );
}
