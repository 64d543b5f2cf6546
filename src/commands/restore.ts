/** `npm run db:restore -- <file>`: restores a dump into an empty database. */
import { migrate } from "../db/migrations.ts";
import { restoreDatabase } from "../db/restore.ts";
import { withDatabase } from "./with_database.ts";

const file = process.argv[2];
if (file === undefined) {
  console.error("Name the file to restore: npm run db:restore -- plainlist.dump");
  process.exitCode = 1;
} else {
  await withDatabase(async (connection) => {
    const rows = await restoreDatabase(connection, file, (names) =>
      migrate(connection, "latest", names.at(-1)),
    );
    console.table(rows);
    console.log(`Restored from ${file}.`);
  });
}
