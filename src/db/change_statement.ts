/**
 * Writes a change as one statement: the user's counters, the rows, and the entry of the journal with the
 * rows as they were and as they are, which PostgreSQL itself builds.
 */
import type { Row } from "./connection.ts";
import { taskIdsOf } from "./entry_tasks.ts";
import { insertCopies, insertRestored, insertRows } from "./insertions.ts";
import type { RequestKey } from "./journal.ts";
import { OWNED_TABLES, type OwnedTable, withLinkedColumns } from "./owned_tables.ts";
import type { BytesMost } from "./quotas.ts";
import type { RowChanges, RowUpdates } from "./row_changes.ts";
import { image, quoted, type Statement, StatementBuilder, wholeRow } from "./statement_builder.ts";
import { bytesAt, SELECT_TOTAL_BYTES, textBytes } from "./stored_bytes.ts";
import { SELECT_COUNTS, type StoredCounts } from "./task_counts.ts";

/** What is written besides the rows. */
export interface Entry {
  userId: string;
  now: Date;
  /** The user's `last_change_id` that the change is based on. */
  revision: number;
  /** The counters that change, `last_change_id` among them. */
  counters: Readonly<Record<string, number>>;
  /** With `counts` null, PostgreSQL counts the rows; null: the stored ones become outdated. */
  taskCounts: StoredCounts | null;
  kind: string;
  params: unknown;
  undoes: number | null;
  /** The entry that is not undone any more. */
  redoes: number | null;
  requestKey: RequestKey | null;
  sweepAt: Date;
  /** What the account may have afterwards. */
  bytesMost: BytesMost;
  /** Adds up what the account has, if that is not known; else it fails, unless any size will do. */
  isMeasured: boolean;
}

/** Whether the counters are still those that the change is based on; before any row is locked. */
const IS_CURRENT = "exists (select from counter)";

/**
 * The statement of a change. It fails if the user's `last_change_id` is not `revision` any more: rows that
 * were read at that revision are current, and need no locks. It also fails if the account would have more
 * than it may have. All of its parts see the same snapshot, so what it reads from a table are the rows
 * before the change. Its error is a violated constraint (23xxx).
 */
export function changeStatement(entry: Entry, changes: RowChanges): Statement {
  const params = JSON.stringify(entry.params);
  const statement = new StatementBuilder(entry.userId, params);
  const revision = statement.put(entry.revision);
  const now = statement.put(entry.now);
  statement.with("counter", counterUpdate(statement, entry, revision));
  insertRows(statement, changes.inserts);
  for (const restored of changes.restored) insertRestored(statement, restored);
  if (changes.copies !== null) insertCopies(statement, changes.copies, now);
  for (const updates of changes.updates) update(statement, updates, now);
  for (const { table, rows } of changes.removals) {
    const keys = keyCondition(statement, table, rows);
    const part = statement.with(
      "removed",
      `delete from "${table}" where "user_id" = $1 and (${keys} and ${IS_CURRENT})
       returning ${wholeRow(table)} as image, ${textBytes(table, `"${table}"`)} as size`,
    );
    statement.image(`select ${image(table, "own.image", "null")} from ${part} as own`);
    statement.added.removedBy(table, part);
  }
  const taskIds = statement.put(taskIdsOf(changes));
  return statement.finish(entryInsertion(statement, entry, { params, now, taskIds }));
}

function counterUpdate(statement: StatementBuilder, entry: Entry, revision: string): string {
  const counters = Object.entries(entry.counters).map(
    ([name, value]) => `"${name}" = ${statement.put(value)}`,
  );
  const { taskCounts } = entry;
  if (taskCounts !== null) {
    counters.push(`"task_counts" = ${storedCounts(statement, taskCounts)}`);
  }
  const known = bytesAt(`${revision}::integer`);
  const before = entry.isMeasured ? `coalesce(${known}, ${SELECT_TOTAL_BYTES})` : known;
  return `update users set ${counters.join(", ")},
     sweep_at = coalesce(sweep_at, ${statement.put(entry.sweepAt)})
   where id = $1 and last_change_id = ${revision}
   returning last_change_id, ${before} as stored_bytes`;
}

function storedCounts(statement: StatementBuilder, stored: StoredCounts): string {
  if (stored.counts !== null) return statement.put(JSON.stringify(stored));
  const { at, countedAt, changes } = stored;
  const [first, second] = [statement.put(at), statement.put(countedAt)];
  return `json_build_object('at', ${first}::integer, 'countedAt', ${second}::bigint,
    'counts', ${SELECT_COUNTS}, 'changes', ${statement.put(JSON.stringify(changes))}::json)`;
}

/**
 * The id is null, which fails, if the counters were changed meanwhile, or the account is full.
 * @param written the placeholders of its parameters, of its time, and of the ids of its tasks.
 */
function entryInsertion(
  statement: StatementBuilder,
  entry: Entry,
  { params, now, taskIds }: Record<"params" | "now" | "taskIds", string>,
): string {
  const { kind, undoes, redoes, requestKey } = entry;
  if (undoes !== null) {
    const [undone, redone] = [statement.put(undoes), statement.put(redoes)];
    statement.with(
      "marked",
      `update changes set undone_by =
         case when id = ${undone}::integer then (select last_change_id from counter) end
       where user_id = $1 and (id in (${undone}, ${redone}::integer) and ${IS_CURRENT})`,
    );
  }
  const put = (value: unknown) => statement.put(value);
  const added = statement.added.toSql(put);
  const total = `stored_bytes + ${added.texts} + ${added.entry}`;
  return `insert into changes (user_id, id, kind, params, created_at, undoes, images, request_key, claimed_key,
      task_ids, bytes, total_bytes)
    values ($1, (select last_change_id from counter${limit(statement, entry, total)}), ${put(kind)},
      ${put(params)}, ${now}, ${put(undoes)}, ${statement.images()}, ${put(requestKey?.key ?? null)},
      ${put(requestKey?.claim ?? null)}, ${taskIds}, ${added.entry}, (select ${total} from counter))`;
}

/** @param total SQL, for what the account has after the change. */
function limit(statement: StatementBuilder, { bytesMost }: Entry, total: string): string {
  const most = statement.added.isGrowing ? bytesMost.growing : bytesMost.otherwise;
  return most === null ? "" : ` where ${total} <= ${statement.put(most)}::bigint`;
}

function update(
  statement: StatementBuilder,
  { table, values, rows }: RowUpdates,
  now: string,
): void {
  const [first = {}] = values.values();
  const columns = Object.keys(first);
  const ids = statement.put([...values.keys()]);
  statement.added.updated(table, rows, ids);
  const set = haveSameValues(values)
    ? columns.map((column) => `"${column}" = ${statement.put(first[column])}`)
    : [ownValues(statement, table, { columns, values })];
  const stored = ["id", ...withLinkedColumns(table, columns)];
  const part = statement.with(
    "updated",
    `update "${table}" set ${[...set, `"updated_at" = ${now}`, `"version" = "${table}"."version" + 1`].join(", ")}
     where "user_id" = $1 and ("id" = any (${ids}) and ${IS_CURRENT}) returning ${quoted(stored)}`,
  );
  const object = (row: string) =>
    `jsonb_build_object(${stored.map((column) => `'${column}', ${row}."${column}"`).join(", ")})`;
  // Each row by its key: PostgreSQL plans a join once for any number of rows, and may then compare all of
  // thousands with one another.
  const before = `(select ${object(`"${table}"`)} from {${table}} where "${table}"."id" = own."id")`;
  statement.image(`select ${image(table, before, object("own"))} from ${part} as own`);
}

/** Each row's own values, from JSON by id. */
function ownValues(
  statement: StatementBuilder,
  table: OwnedTable,
  { columns, values }: { columns: readonly string[]; values: RowUpdates["values"] },
): string {
  const json = statement.put(JSON.stringify(Object.fromEntries(values)));
  return `(${quoted(columns)}) = (
    select ${columns.map((column) => `own."${column}"`).join(", ")}
    from jsonb_populate_record("${table}".*, ${json}::jsonb -> ("${table}"."id"::text)) as own)`;
}

function haveSameValues(values: RowUpdates["values"]): boolean {
  if (values.size === 1) return true;
  const [first, ...others] = [...values.values()].map((row) => JSON.stringify(row));
  return others.every((other) => other === first);
}

/** A condition for rows with these keys; as arrays, so that the text does not depend on their number. */
function keyCondition(
  statement: StatementBuilder,
  table: OwnedTable,
  rows: readonly Row[],
): string {
  const { key } = OWNED_TABLES[table];
  const arrays = key.map((column) => statement.put(rows.map((row) => Number(row[column]))));
  const each = arrays.map((array) => `${array}::integer[]`);
  return `(${quoted(key)}) in (select * from unnest(${each.join(", ")}))`;
}
