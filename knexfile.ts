/** For Knex's own command line, such as `npx knex migrate:make name`; the application does not read it. */
import type { Knex } from "knex";
import { loadConfig } from "./src/config.ts";
import { migratorConfig } from "./src/db/migrations.ts";

const { database } = loadConfig();

const config: Knex.Config = {
  client: "pg",
  // The embedded database is reached by `npm run migrate` only, which starts it.
  ...(database.kind === "url" ? { connection: database.url } : {}),
  migrations: migratorConfig,
};

export default config;
