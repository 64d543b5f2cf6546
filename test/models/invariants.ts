/** What holds of a user's rows and journal after any changes, however many writers made them. */
import assert from "node:assert/strict";
import { COUNTERS } from "../../src/db/counters.ts";
import {
  DERIVED_COLUMNS,
  OWNED_TABLES,
  type OwnedTable,
  rowName,
} from "../../src/db/owned_tables.ts";
import type { UserScope } from "../../src/db/scope.ts";
import { countsAt, type StoredCounts, type TaskCounts } from "../../src/db/task_counts.ts";
import { undoChange } from "../../src/models/changes.ts";
import type { TestDatabase } from "../support/database.ts";

type Row = Record<string, unknown>;

interface Image {
  table: OwnedTable;
  before: Row | null;
  after: Row | null;
}

interface Entry {
  id: number;
  kind: string;
  undoes: number | null;
  undone_by: number | null;
  images: Image[];
}

const TABLES = (Object.keys(OWNED_TABLES) as OwnedTable[]).filter((table) => table !== "changes");
const IGNORED = ["user_id", "version", "updated_at"];

function compared(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([column]) => !IGNORED.includes(column)));
}

async function readEntries(database: TestDatabase, userId: string): Promise<Entry[]> {
  return database.sql<Entry>(
    "select id, kind, undoes, undone_by, images from changes where user_id = $1 order by id",
    [userId],
  );
}

/** All rows by name, as JSON has them. */
async function readRows(database: TestDatabase, userId: string): Promise<Map<string, Row>> {
  const rows = new Map<string, Row>();
  for (const table of TABLES) {
    const sql = `select to_jsonb(own) - $2::text[] as row from ${table} as own where user_id = $1`;
    for (const { row } of await database.sql<{ row: Row }>(sql, [userId, DERIVED_COLUMNS])) {
      rows.set(rowName(table, row), compared(row));
    }
  }
  return rows;
}

/** The rows that the entries make of nothing; each entry must begin where those before it end. */
function replay(entries: readonly Entry[]): Map<string, Row> {
  const rows = new Map<string, Row>();
  for (const { id, kind, images } of entries) {
    const names = new Set<string>();
    for (const { table, before, after } of images) {
      const name = rowName(table, after ?? before ?? {});
      const what = `${name} in entry ${id}, ${kind}`;
      assert.ok(!names.has(name), `${what}, is there twice`);
      names.add(name);
      const row = rows.get(name);
      const begun = before === null ? null : { ...row, ...compared(before) };
      assert.deepEqual(begun, row ?? null, `${what}, was something else before`);
      if (after === null) rows.delete(name);
      else rows.set(name, { ...row, ...compared(after) });
    }
  }
  return rows;
}

/** The tasks of one series have the same description, which no others have. */
export async function assertInvariants(database: TestDatabase, userId: string): Promise<void> {
  const entries = await readEntries(database, userId);
  const rows = await readRows(database, userId);
  const replayed = replay(entries);
  const sorted = (map: Map<string, Row>) =>
    [...map].sort(([one], [other]) => (one < other ? -1 : 1));
  assert.deepEqual(sorted(replayed), sorted(rows), "the journal does not lead to the rows");
  assertLinks(entries);
  await assertCounters(database, userId);
  await assertTaskCounts(database, userId);
  await assertTotalBytes(database, userId);
  const twice = await database.sql(
    `select description, count(*) from tasks
     where user_id = $1 and repeat_rule is not null and completed_at is null and deleted_at is null
       and description <> ''
     group by description having count(*) > 1`,
    [userId],
  );
  assert.deepEqual(twice, [], "a series has two open occurrences");
  await assertSeries(database, userId);
}

/** At most one occurrence of a series is open, and none is completed twice. */
async function assertSeries(database: TestDatabase, userId: string): Promise<void> {
  const open = await database.sql(
    `select series_id from tasks
     where user_id = $1 and repeat_rule is not null and completed_at is null and deleted_at is null
     group by series_id having count(*) > 1 or series_id is null`,
    [userId],
  );
  assert.deepEqual(open, [], "a series has two open occurrences, or there is none");
  const finished = await database.sql(
    `select series_id, repeat_finished from tasks
     where user_id = $1 and series_id is not null and completed_at is not null
     group by series_id, repeat_finished having count(*) > 1`,
    [userId],
  );
  assert.deepEqual(finished, [], "an occurrence of a series is completed twice");
}

/** An undo is named by the entry that it has undone, and only one is. */
function assertLinks(entries: readonly Entry[]): void {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  for (const { id, undoes, undone_by: undoneBy } of entries) {
    const what = `entry ${id}`;
    if (undoneBy !== null) assert.equal(byId.get(undoneBy)?.undoes, id, what);
    // A redo leaves the entry that it applies again as not undone.
    if (undoes !== null) assert.ok((byId.get(undoes)?.id ?? Number.POSITIVE_INFINITY) < id, what);
  }
}

/** No id is used twice (the primary keys), and none is to be used again. */
async function assertCounters(database: TestDatabase, userId: string): Promise<void> {
  const greatest = Object.entries(OWNED_TABLES).flatMap(([table, { counter }]) =>
    counter === null
      ? []
      : [`coalesce((select max(id) from ${table} where user_id = users.id), 0) as "${counter}"`],
  );
  const [row] = await database.sql<Record<string, number>>(
    `select ${COUNTERS.map((name) => `${name} as "own ${name}"`).join(", ")}, ${greatest.join(", ")}
     from users where id = $1`,
    [userId],
  );
  for (const name of COUNTERS) {
    assert.ok(
      Number(row?.[`own ${name}`]) >= Number(row?.[name]),
      `${name}: ${JSON.stringify(row)}`,
    );
  }
}

/**
 * What is stored is true, if it is for the last change.
 * @returns whether it is.
 */
export async function assertTaskCounts(database: TestDatabase, userId: string): Promise<boolean> {
  const [user] = await database.sql<{ last_change_id: number; task_counts: StoredCounts | null }>(
    "select last_change_id, task_counts from users where id = $1",
    [userId],
  );
  assert.ok(user);
  const stored = countsAt(user.last_change_id, user.task_counts);
  if (stored === null) return false;
  const counted = await countTasks(database, userId);
  assert.deepEqual({ ...stored, tags: live(stored.tags, counted.live) }, counted.counts);
  return true;
}

/**
 * What is said to be stored after the last change is true, if it is said.
 * @returns it, in bytes; null: it is not known.
 */
export async function assertTotalBytes(
  database: TestDatabase,
  userId: string,
): Promise<number | null> {
  const texts = {
    tasks: ["title", "description", "repeat_rule", "ended_repeat"],
    ...{ lists: ["name"], sections: ["name"], tags: ["name"], searches: ["name", "query"] },
  };
  const sums = Object.entries(texts).flatMap(([table, columns]) =>
    columns.map(
      (column) => `(select coalesce(sum(octet_length(${column})), 0) from ${table}
        where user_id = users.id)`,
    ),
  );
  const [row] = await database.sql<{ stored: number | null; added: number }>(
    `select coalesce(case when measured_at = last_change_id then measured_bytes end, (
         select total_bytes from changes where user_id = users.id and id = last_change_id))::float8
         as stored,
       (${sums.join(" + ")} + (
         select coalesce(sum(coalesce(bytes, pg_column_size(images) + octet_length(params::text))), 0)
         from changes where user_id = users.id))::float8
         as added
     from users where id = $1`,
    [userId],
  );
  assert.ok(row);
  if (row.stored !== null) assert.equal(row.stored, row.added, "the bytes that are stored");
  return row.stored;
}

/** The numbers of tags that are in the trash do not matter. */
function live(tags: TaskCounts["tags"], ids: readonly number[]): TaskCounts["tags"] {
  return Object.fromEntries(Object.entries(tags).filter(([id]) => ids.includes(Number(id))));
}

async function countTasks(database: TestDatabase, userId: string) {
  const rows = await database.sql<{
    list: number;
    archived: boolean;
    tags: number[];
    pending: boolean;
    undated: boolean;
  }>(
    `select coalesce(tasks.list_id, 0) as list, lists.archived_at is not null as archived,
       tasks.completed_at is null as pending, tasks.due_on is null as undated,
       array(select tags.id from task_tags
             join tags on tags.user_id = task_tags.user_id and tags.id = task_tags.tag_id
             where task_tags.user_id = tasks.user_id and task_tags.task_id = tasks.id
               and tags.deleted_at is null) as tags
     from tasks left join lists on lists.user_id = tasks.user_id and lists.id = tasks.list_id
     where tasks.user_id = $1 and tasks.deleted_at is null and tasks.parent_id is null`,
    [userId],
  );
  const archived = await database.sql<{ id: number }>(
    "select id from lists where user_id = $1 and archived_at is not null",
    [userId],
  );
  const tags = await database.sql<{ id: number }>(
    "select id from tags where user_id = $1 and deleted_at is null",
    [userId],
  );
  const numbers = (own: typeof rows) => [
    own.filter(({ pending }) => pending).length,
    own.filter(({ pending, undated }) => pending && undated).length,
    own.length,
  ];
  const shown = rows
    .filter((row) => !row.archived)
    .flatMap((row) => row.tags.map((tag) => ({ ...row, tag })));
  const by = <R extends (typeof rows)[number]>(all: readonly R[], key: (row: R) => number) =>
    Object.fromEntries([...Map.groupBy(all, key)].map(([id, own]) => [id, numbers([...own])]));
  return {
    counts: {
      lists: by(rows, ({ list }) => list),
      tags: by(shown, ({ tag }) => tag),
      archived: archived.map(({ id }) => id),
    },
    live: tags.map(({ id }) => id),
  };
}

/**
 * Takes back every entry, the last first: nothing is in the way of any, and nothing is left. What was
 * an undo is done again, since the change that it had undone comes before it.
 */
export async function assertUndoable(database: TestDatabase, scope: UserScope): Promise<void> {
  const entries = await readEntries(database, scope.userId);
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  /** By the id of the change that it has undone. */
  const lastUndo = new Map<number, number>();
  for (const { id, kind, undoes } of entries.toReversed()) {
    const redone = byId.get(undoes ?? 0)?.undoes ?? null;
    const isUndo = undoes !== null && redone === null;
    const root = redone ?? undoes ?? id;
    const outcome = await undoChange(scope, isUndo ? (lastUndo.get(root) ?? id) : root, {
      force: false,
    });
    assert.ok(outcome.ok && outcome.changeId, `${id}, ${kind}: ${JSON.stringify(outcome)}`);
    if (!isUndo) lastUndo.set(root, outcome.changeId);
  }
  assert.deepEqual([...(await readRows(database, scope.userId)).keys()], []);
  await assertInvariants(database, scope.userId);
}
