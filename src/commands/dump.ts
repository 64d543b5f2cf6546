/** `npm run db:dump -- <file>`: dumps the database into a new file. */
import { dumpDatabase } from "../db/dump.ts";
import { readArguments } from "./usage.ts";
import { withDatabase } from "./with_database.ts";

const USAGE = `Usage: npm run db:dump -- plainlist.dump
Dumps the database into the file, which must not exist yet.`;

const [file] = readArguments({ usage: USAGE, count: [1, 1] }) ?? [];
if (file !== undefined) {
  await withDatabase(async (connection) => {
    const rows = await dumpDatabase(connection, file);
    console.table(rows);
    console.log(`Written to ${file}.`);
  });
}
