/**
 * An application in small, for the tests: holds the embedded database of the folder that is its
 * argument. At Ctrl-C it finishes a query, prints the answer and stops.
 */
import pg from "pg";
import { startEmbedded } from "../../src/db/embedded.ts";

const silent = () => undefined;
const logger = { info: silent, warn: silent, error: silent, debug: silent };
const database = await startEmbedded({ dataDir: process.argv[2] ?? "", logger });

process.once("SIGINT", async () => {
  const client = new pg.Client({ ...database.connection, ssl: false });
  await client.connect();
  const { rows } = await client.query("SELECT count(*)::int AS count FROM note");
  await client.end();
  await database.stop();
  console.log(`counted ${rows[0].count}`);
  process.exit(0);
});
// Keeps it running; the database alone does not.
setInterval(silent, 60_000);
console.log("ready");
