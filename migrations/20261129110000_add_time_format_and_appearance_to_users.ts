/** How times are written, what pages look like, and which one opens first. */
import type { Knex } from "knex";

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table users
      add column time_format text not null default '24',
      add column theme text not null default 'system',
      add column density text not null default 'comfortable',
      add column landing_view text not null default 'today',
      add constraint users_time_format check (time_format in ('24', '12')),
      add constraint users_theme check (theme in ('system', 'light', 'dark')),
      add constraint users_density check (density in ('comfortable', 'compact')),
      add constraint users_landing_view check (landing_view in ('today', 'upcoming', 'inbox', 'tasks'))
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table users
      drop column time_format,
      drop column theme,
      drop column density,
      drop column landing_view
  `);
}
