/** `npm run db:dump -- <file>`: dumps the database into a new file. */
import { dumpDatabase } from "../db/dump.ts";
import { withDatabase } from "./with_database.ts";

const file = process.argv[2];
if (file === undefined) {
  console.error("Name the file to write: npm run db:dump -- plainlist.dump");
  process.exitCode = 1;
} else {
  await withDatabase(async (connection) => {
    const rows = await dumpDatabase(connection, file);
    console.table(rows);
    console.log(`Written to ${file}.`);
  });
}
