/**
 * A minimal application: runs the embedded database of the data folder in its argument. On SIGINT it
 * runs a query, prints the result and stops.
 */
import pg from "pg";
import { startEmbedded } from "../../../src/db/embedded.ts";

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
// The database does not keep the process running.
setInterval(silent, 60_000);
console.log("ready");
