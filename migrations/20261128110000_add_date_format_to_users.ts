/** In which order a person writes the numbers of a date: "3/12" is 3 December, or 12 March. */
import type { Knex } from "knex";

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table users
      add column date_format text,
      add constraint users_date_format check (date_format in ('day_first', 'month_first'))
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("alter table users drop column date_format");
}
