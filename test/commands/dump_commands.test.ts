/** The commands that dump and restore a database, run as processes on the embedded database. */
import assert from "node:assert/strict";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { pino } from "pino";
import { startEmbedded } from "../../src/db/embedded.ts";
import { migrate } from "../../src/db/migrations.ts";
import { runCommand } from "../support/server_process.ts";
import { run } from "./dump_fixture.ts";

test("dump a database and restore it into another data folder", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "pl-"));
  await chmod(folder, 0o755);
  const logger = pino({ enabled: false });
  const database = await startEmbedded({ dataDir: join(folder, "data"), logger, durable: false });
  t.after(async () => {
    await database.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const first = join(folder, "first.dump");
  const second = join(folder, "second.dump");
  const command = (name: string, path: string, dataDir: string) =>
    runCommand(`src/commands/${name}.ts`, [path], { DATA_DIR: join(folder, dataDir) });

  const connection = { ...database.connection, ssl: false };
  await migrate(connection);
  await run(connection, "INSERT INTO session VALUES ('an id', '{\"a\":1}', 'today')");
  assert.match((await command("dump", first, "data")).output, /Written to .*first\.dump/);
  assert.match((await command("restore", first, "other")).output, /Restored from .*first\.dump/);
  assert.equal((await command("dump", second, "other")).code, 0);
  const [before = "", after = ""] = await Promise.all([first, second].map(contentWithoutTime));
  assert.match(before, /\nan id\t/);
  assert.equal(after, before);
  const { code, errors } = await command("restore", first, "other");
  assert.equal(code, 1);
  assert.equal(
    errors,
    "The table session has rows already. Restore into an empty database; nothing was changed.\n",
  );
});

async function contentWithoutTime(path: string): Promise<string> {
  const text = gunzipSync(await readFile(path)).toString();
  return text.replace(/"created":"[^"]*"/, "").replace(/"sha256":"[^"]*"/, "");
}

test("say how they are used", async () => {
  for (const name of ["dump", "restore", "migrate", "seed"]) {
    const file = `src/commands/${name}.ts`;
    const nowhere = { DATABASE_URL: "postgres://localhost:1/nothing" };
    const help = await runCommand(file, ["--help"], nowhere);
    assert.match(help.output, /^Usage: npm run /, name);
    assert.deepEqual([help.code, help.errors], [0, ""], name);
    const wrong = await runCommand(file, ["--force", "x", "y"], nowhere);
    assert.match(wrong.errors, /^Usage: npm run /, name);
    assert.deepEqual([wrong.code, wrong.output], [2, ""], name);
  }
});
