/** The parts of the statement of a change that insert rows: with values, copied, or from the journal. */
import { LAST_DAY } from "../dates/calendar.ts";
import type { OwnedTable } from "./owned_tables.ts";
import type { NewRows, RestoredTasks, TaskCopies } from "./row_changes.ts";
import { image, quoted, type StatementBuilder, wholeRow } from "./statement_builder.ts";
import { textBytes } from "./stored_bytes.ts";

/** PostgreSQL takes 65,535 parameters; more new rows than fit into these are one parameter, as JSON. */
const PARAMETERS_MOST = 40_000;

/** Adds parts that insert the rows, with their images. */
export function insertRows(statement: StatementBuilder, inserts: readonly NewRows[]): void {
  const isShort = parametersOf(inserts) <= PARAMETERS_MOST;
  for (const { table, rows } of inserts) {
    statement.added.inserted(table, rows);
    const columns = Object.keys(rows[0] ?? {});
    if (isShort) {
      const values = rows.map(
        (row) => `($1, ${columns.map((column) => statement.put(row[column])).join(", ")})`,
      );
      insertKnown(statement, table, { columns, rows: `values ${values.join(", ")}` });
    } else {
      const json = statement.put(JSON.stringify(rows));
      insertKnown(statement, table, {
        columns,
        rows: `select $1, ${qualified("own", columns)}
          from jsonb_array_elements(${json}::jsonb) as each
          cross join lateral ${record(table, "each")}`,
      });
    }
  }
}

/** Adds a part that inserts tasks again with the values that the entry has. */
export function insertRestored(
  statement: StatementBuilder,
  { entry, columns, ids, changed }: RestoredTasks,
): void {
  const id = "image -> 'before' ->> 'id'";
  const [from, own] = [statement.put(entry), statement.put(ids)];
  const changes = statement.put(JSON.stringify(Object.fromEntries(changed)));
  const values = `(image -> 'before') || coalesce(${changes}::jsonb -> (${id}), '{}')`;
  insert(statement, "tasks", {
    columns,
    rows: `select $1, ${qualified("own", columns)}
      from {changes} cross join lateral jsonb_array_elements("changes"."images") as image
      cross join lateral ${record("tasks", values)}
      where "changes"."id" = ${from} and image ->> 'table' = 'tasks' and image -> 'after' = 'null'
        and (${id})::integer = any (${own}::integer[])`,
  });
}

/** The values of a row in JSON, with the types of its columns. */
function record(table: OwnedTable, json: string): string {
  return `jsonb_populate_record(null::"${table}", ${json}) as own`;
}

/** Adds parts that insert copies of tasks, with their checklists and tags. */
export function insertCopies(
  statement: StatementBuilder,
  { tasks, columns, itemColumns, firstItemId }: TaskCopies,
  now: string,
): void {
  const own = Object.keys(tasks[0]?.columns ?? {});
  const json = tasks.map(({ id, from, days, columns: values }) => ({ ...values, id, from, days }));
  const copies = statement.with(
    "copies",
    `select own.*, (each ->> 'from')::integer as copied_id, (each ->> 'days')::integer as days
     from jsonb_array_elements(${statement.put(JSON.stringify(json))}::jsonb) as each
     cross join lateral ${record("tasks", "each")}`,
  );
  const times = ["created_at", "updated_at"];
  const same = columns.filter((column) => !own.includes(column));
  insert(statement, "tasks", {
    columns: ["id", ...times, ...own, ...same],
    rows: `select $1, copies."id", ${now}, ${now},
        ${[qualified("copies", own), qualified(`"tasks"`, same)].join(", ")}
      from ${copies} as copies join {tasks} on "tasks"."id" = copies.copied_id`,
  });
  const sources = [`select copied_id, "id" from ${copies}`];
  const hasItems = tasks.some(({ items }) => items > 0);
  if (hasItems) {
    const first = statement.put(firstItemId);
    const items = statement.with(
      "items",
      `select "tasks"."id" as copied_id, copies."id" as parent_id, copies.days,
         ${first}::integer - 1 + row_number() over (order by "tasks"."position", "tasks"."id") as "id"
       from ${copies} as copies join {tasks}
         on "tasks"."parent_id" = copies.copied_id and "tasks"."deleted_at" is null`,
    );
    const days = ["due_on", "starts_on"];
    const moved = days.map(
      (day) => `"tasks"."${day}" + least(items.days, date '${LAST_DAY}' - "tasks"."${day}")`,
    );
    insert(statement, "tasks", {
      columns: ["id", "parent_id", ...times, ...days, ...itemColumns],
      rows: `select $1, items."id", items.parent_id, ${now}, ${now}, ${moved.join(", ")},
          ${qualified(`"tasks"`, itemColumns)}
        from ${items} as items join {tasks} on "tasks"."id" = items.copied_id`,
    });
    sources.push(`select copied_id, "id" from ${items}`);
  }
  if (!hasItems && tasks.every(({ tagIds }) => tagIds.length === 0)) return;
  insert(statement, "task_tags", {
    columns: ["task_id", "tag_id"],
    rows: `select $1, copied."id", "task_tags"."tag_id"
      from (${sources.join(" union all ")}) as copied
      join {task_tags} on "task_tags"."task_id" = copied.copied_id`,
  });
}

interface Insertion {
  columns: readonly string[];
  /** Gives the user, and then the values of the columns. */
  rows: string;
}

/** Rows whose texts only PostgreSQL knows. */
function insert(statement: StatementBuilder, table: OwnedTable, insertion: Insertion): void {
  const size = `, ${textBytes(table, `"${table}"`)} as size`;
  statement.added.insertedBy(table, insertKnown(statement, table, insertion, size));
}

/** @param also more columns that it returns. @returns the name of the part. */
function insertKnown(
  statement: StatementBuilder,
  table: OwnedTable,
  { columns, rows }: Insertion,
  also = "",
): string {
  const part = statement.with(
    "inserted",
    `insert into "${table}" ("user_id", ${quoted(columns)}) ${rows}
     returning ${wholeRow(table)} as image${also}`,
  );
  statement.image(`select ${image(table, "null", "own.image")} from ${part} as own`);
  return part;
}

function qualified(source: string, columns: readonly string[]): string {
  return columns.map((column) => `${source}."${column}"`).join(", ");
}

function parametersOf(inserts: readonly NewRows[]): number {
  const counts = inserts.map(({ rows }) => rows.length * Object.keys(rows[0] ?? {}).length);
  return counts.reduce((sum, count) => sum + count, 0);
}
