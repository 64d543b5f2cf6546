/** Everything that a user has, as one JSON document, in parts: it may be large. */
import type { Row } from "../db/connection.ts";
import { DERIVED_COLUMNS, OWNED_TABLES, type OwnedTable } from "../db/owned_tables.ts";
import type { UserScope } from "../db/scope.ts";
import { preferenceRow } from "./preferences.ts";
import type { User } from "./users.ts";

/** Rows read at a time. */
const BATCH = 500;
/** What identifies requests, or is made of other columns: it means nothing outside of the application. */
const INTERNAL = ["user_id", "request_key", "claimed_key", ...DERIVED_COLUMNS];

/**
 * The document: `format`, `version`, when it was made, the account, and the rows of each table with all of
 * their columns. Times are ISO 8601 UTC, days "YYYY-MM-DD".
 * @returns its text, in parts.
 */
export async function* exportAccount(scope: UserScope, user: User): AsyncGenerator<string, void> {
  const head = {
    format: "plainlist-export",
    version: 1,
    exported_at: scope.now.toISOString(),
    account: { email: user.email, name: user.name, ...preferenceRow(user) },
  };
  yield JSON.stringify(head, null, 1).slice(0, -2);
  for (const table of Object.keys(OWNED_TABLES) as OwnedTable[]) {
    yield `,\n "${table}": [`;
    yield* tableRows(scope, table);
    yield "]";
  }
  yield "\n}\n";
}

async function* tableRows(scope: UserScope, table: OwnedTable): AsyncGenerator<string, void> {
  const { key } = OWNED_TABLES[table];
  let last: Row | undefined;
  let separator = "\n  ";
  while (true) {
    const rows: Row[] = await scope
      .rows(table)
      .select("*")
      .modify((query) => {
        const columns = key.join(", ");
        const values = key.map((column) => last?.[column]);
        if (last !== undefined) {
          query.whereRaw(`(${columns}) > (${key.map(() => "?").join(", ")})`, values as number[]);
        }
      })
      .orderBy([...key])
      .limit(BATCH);
    for (const row of rows) {
      yield separator + JSON.stringify(ownColumns(row));
      separator = ",\n  ";
    }
    last = rows.at(-1);
    if (rows.length < BATCH) return;
  }
}

function ownColumns(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !INTERNAL.includes(name)));
}
