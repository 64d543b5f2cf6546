/** `npm run migrate`: applies pending migrations. `npm run migrate -- down`: rolls the last one back. */
import { type Direction, migrate } from "../db/migrations.ts";
import { withDatabase } from "./with_database.ts";

const [wish = "latest", ...rest] = process.argv.slice(2);

if ((wish !== "latest" && wish !== "down") || rest.length > 0) {
  console.error("Usage: npm run migrate [-- down]");
  process.exitCode = 2;
} else {
  await withDatabase(async (connection) => report(wish, await migrate(connection, wish)));
}

function report(direction: Direction, names: string[]): void {
  const verb = direction === "latest" ? "Applied" : "Rolled back";
  console.log(names.length === 0 ? "The schema is up to date." : `${verb}: ${names.join(", ")}`);
}
