/** The text of a dump, as `npm run db:dump` writes it: the command runs as a process of its own. */
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type pg from "pg";
import { databaseUrl, runCommand } from "./server_process.ts";

export async function dumpText(connection: pg.ClientConfig): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "plainlist-dump-"));
  try {
    const file = join(folder, "all.dump");
    const environment = { DATABASE_URL: databaseUrl(connection) };
    const { code, errors } = await runCommand("src/commands/dump.ts", [file], environment);
    assert.equal(code, 0, errors);
    return gunzipSync(await readFile(file)).toString();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
