/** When, how urgent, where, in what order, and how often: what a task is planned by. */
import type { Knex } from "knex";

const PENDING = "where deleted_at is null and completed_at is null and parent_id is null";

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table tasks
      add column due_on date,
      add column due_time time(0),
      add column starts_on date,
      add column priority smallint not null default 0,
      add column list_id integer,
      add column section_id integer,
      add column parent_id integer,
      add column position numeric,
      add column repeat_rule text,
      add column repeat_mode text,
      add column repeat_anchor date,
      add column repeat_finished integer not null default 0,
      add foreign key (user_id, list_id) references lists (user_id, id),
      add foreign key (user_id, list_id, section_id) references sections (user_id, list_id, id),
      add foreign key (user_id, parent_id) references tasks (user_id, id) on delete cascade,
      add constraint tasks_time_has_day check (due_time is null or due_on is not null),
      add constraint tasks_priority_range check (priority between 0 and 3),
      add constraint tasks_section_has_list check (section_id is null or list_id is not null),
      add constraint tasks_not_own_parent check (parent_id <> id),
      add constraint tasks_repeat_whole check (
        (repeat_rule is null and repeat_mode is null and repeat_anchor is null)
        or (repeat_rule is not null and repeat_anchor is not null and due_on is not null
            and repeat_mode in ('rule', 'catch_up', 'completion'))
      ),
      add constraint tasks_repeat_finished check (repeat_finished >= 0)
  `);
  // In the order in which they were added.
  await knex.raw(
    "alter table tasks alter column position type numeric using id, alter column position set not null",
  );
  // One for each order that a list can be shown in; nulls come last, by a value in their place.
  await knex.raw(
    `create index tasks_by_position on tasks (user_id, coalesce(list_id, 0), position, id) ${PENDING}`,
  );
  await knex.raw(
    `create index tasks_by_due on tasks (user_id, (coalesce(due_on, 'infinity'::date)), (coalesce(due_time, '24:00'::time)), id) ${PENDING}`,
  );
  await knex.raw(
    `create index tasks_by_priority on tasks (user_id, priority desc, id desc) ${PENDING}`,
  );
  await knex.raw(`create index tasks_by_title on tasks (user_id, lower(title), id) ${PENDING}`);
  await knex.raw(
    "create index tasks_children on tasks (user_id, parent_id, position, id) where parent_id is not null",
  );
  await knex.raw(
    "create index tasks_trash on tasks (user_id, deleted_at desc, id desc) where deleted_at is not null",
  );
}

export async function down(knex: Knex): Promise<void> {
  // The foreign keys, checks and indexes go with their columns.
  await knex.raw(`
    alter table tasks
      drop column due_on, drop column due_time, drop column starts_on, drop column priority,
      drop column section_id, drop column list_id, drop column parent_id, drop column position,
      drop column repeat_rule, drop column repeat_mode, drop column repeat_anchor,
      drop column repeat_finished
  `);
  await knex.raw("drop index if exists tasks_trash");
}
