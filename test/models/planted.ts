/** Rows by the hundred, put in past the application. */
import type { TestDatabase } from "../support/database.ts";

/** SQL over the row's number `n`, by column; anything else is as a new task has it. */
export type Planted = Partial<
  Record<
    | "title"
    | "description"
    | "due_on"
    | "due_time"
    | "starts_on"
    | "priority"
    | "list_id"
    | "section_id"
    | "parent_id"
    | "position"
    | "repeat_rule"
    | "repeat_mode"
    | "repeat_anchor"
    | "completed_at"
    | "deleted_at",
    string
  >
>;

/** Gives a user the tasks 1 to `count`. */
export async function plantTasks(
  database: TestDatabase,
  userId: string,
  count: number,
  planted: Planted = {},
): Promise<void> {
  // Each that repeats has a series of its own.
  const series = planted.repeat_rule === undefined ? {} : { series_id: "gen_random_uuid()" };
  const values = { title: "'Task ' || n", position: "n", ...series, ...planted };
  await database.sql(
    `insert into tasks (user_id, id, created_at, updated_at, ${Object.keys(values).join(", ")})
     select $1, n, now(), now(), ${Object.values(values).join(", ")} from generate_series(1, $2::int) as n`,
    [userId, count],
  );
  await database.sql("update users set last_task_id = $2 where id = $1", [userId, count]);
}

/** Gives a user the lists 1 to `count`, "List 1" and so on. */
export async function plantLists(
  database: TestDatabase,
  userId: string,
  count: number,
): Promise<void> {
  await database.sql(
    `insert into lists (user_id, id, name, colour, position, created_at, updated_at)
     select $1, n, 'List ' || n, 'moss', n, now(), now() from generate_series(1, $2::int) as n`,
    [userId, count],
  );
  await database.sql("update users set last_list_id = $2 where id = $1", [userId, count]);
}

/** Gives a list of a user the sections `from` to `to`, "Section 1" and so on. */
export async function plantSections(
  database: TestDatabase,
  userId: string,
  { listId, from = 1, to }: { listId: number; from?: number; to: number },
): Promise<void> {
  await database.sql(
    `insert into sections (user_id, id, list_id, name, position, created_at, updated_at)
     select $1, n, $2, 'Section ' || n, n, now(), now() from generate_series($3::int, $4::int) as n`,
    [userId, listId, from, to],
  );
  await database.sql("update users set last_section_id = $2 where id = $1", [userId, to]);
}

/** Gives a user the tags 1 to `count`, "tag1" and so on; `bears` is SQL over a task's number `n` and the tag's. */
export async function plantTags(
  database: TestDatabase,
  userId: string,
  count: number,
  bears = "n % 2 = 0",
): Promise<void> {
  await database.sql(
    `insert into tags (user_id, id, name, created_at, updated_at)
     select $1, tag, 'tag' || tag, now(), now() from generate_series(1, $2::int) as tag`,
    [userId, count],
  );
  await database.sql(
    `insert into task_tags (user_id, task_id, tag_id)
     select $1, n, tag from (select id as n from tasks where user_id = $1) as own,
       generate_series(1, $2::int) as tag where ${bears}`,
    [userId, count],
  );
  await database.sql("update users set last_tag_id = $2 where id = $1", [userId, count]);
}

/** Saved searches from 1 on. */
export async function plantSearches(
  database: TestDatabase,
  userId: string,
  count: number,
): Promise<void> {
  await database.sql(
    `insert into searches (user_id, id, name, query, position, created_at, updated_at)
     select $1, n, 'search' || n, 'tag' || n, n, now(), now() from generate_series(1, $2::int) as n`,
    [userId, count],
  );
  await database.sql("update users set last_search_id = $2 where id = $1", [userId, count]);
}
