/** `npm run db:restore -- <file>`: restores a dump into an empty database. */
import { migrate } from "../db/migrations.ts";
import { restoreDatabase } from "../db/restore.ts";
import { readArguments } from "./usage.ts";
import { withDatabase } from "./with_database.ts";

const USAGE = `Usage: npm run db:restore -- plainlist.dump
Restores the dump into the database, which must be empty.`;

const [file] = readArguments({ usage: USAGE, count: [1, 1] }) ?? [];
if (file !== undefined) {
  await withDatabase(async (connection) => {
    const rows = await restoreDatabase(connection, file, (names) =>
      migrate(connection, "latest", names.at(-1)),
    );
    console.table(rows);
    console.log(`Restored from ${file}.`);
  });
}
