/** `npm run migrate`: applies pending migrations. `npm run migrate -- down`: rolls the last one back. */
import { type Direction, migrate } from "../db/migrations.ts";
import { readArguments } from "./usage.ts";
import { withDatabase } from "./with_database.ts";

const USAGE = `Usage: npm run migrate [-- down]
Applies the pending migrations, or rolls the last one back.`;

const words = readArguments({ usage: USAGE, count: [0, 1] });
const [wish = "latest"] = words ?? [];
if (wish !== "latest" && wish !== "down") {
  console.error(USAGE);
  process.exitCode = 2;
} else if (words !== null) {
  await withDatabase(async (connection) => report(wish, await migrate(connection, wish)));
}

function report(direction: Direction, names: string[]): void {
  const verb = direction === "latest" ? "Applied" : "Rolled back";
  console.log(names.length === 0 ? "The schema is up to date." : `${verb}: ${names.join(", ")}`);
}
