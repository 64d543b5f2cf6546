/** What processes print when they fail: where, and nothing of what anybody wrote. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { databaseUrl, endProcesses, launchServer, runCommand } from "../support/server_process.ts";

const SECRET = "Geheimnis";

let database: TestDatabase;

before(async () => {
  database = await createTestDatabase();
});
after(async () => {
  await endProcesses();
  await database.drop();
});

/** Has a process throw such an error soon after its start, outside of any request. */
function throwing(milliseconds: number): string {
  // The address of the module is its code, and part of the stack.
  const code = `setTimeout(() => {
    const secret = ${JSON.stringify([...SECRET])}.join("");
    const cause = Object.assign(new Error('no "' + secret + '"'), { code: "22P02", detail: secret });
    throw Object.assign(new Error('a row "' + secret + '"', { cause }), { query: secret });
  }, ${milliseconds})`;
  return `--import=data:text/javascript,${encodeURIComponent(code)}`;
}

test("the server says where it has crashed", async () => {
  const server = launchServer({
    DATABASE_URL: databaseUrl(database.connection),
    NODE_OPTIONS: throwing(3_000),
  });
  await assert.rejects(server.logged("a line that never comes"), (error: Error) => {
    assert.match(error.message, /^Exited with 1: Error: a row "…"\n {4}at /);
    assert.match(error.message, /Caused by Error: no "…", code 22P02\n {4}at /);
    assert.ok(!error.message.includes(SECRET), error.message);
    return true;
  });
});

test("a command says what has failed", async () => {
  await database.sql(`create function refuse() returns trigger language plpgsql as $$ begin
    raise exception 'no such row: "%"', new using detail = new::text;
    end $$`);
  await database.sql(
    "create trigger refuse before insert on users for each row execute function refuse()",
  );
  const environment = { DATABASE_URL: databaseUrl(database.connection) };
  const failed = await runCommand("src/commands/seed.ts", [], environment);
  assert.equal(failed.code, 1);
  assert.match(failed.errors, /^DatabaseError: no such row: "…", code P0001, severity ERROR/);
  assert.match(failed.errors, /\n {4}at /);
  assert.doesNotMatch(failed.errors, /Maren|demo-|\$2b/);
  const crashed = await runCommand("src/commands/seed.ts", [], {
    ...environment,
    NODE_OPTIONS: throwing(0),
  });
  assert.equal(crashed.code, 1);
  assert.ok(!crashed.errors.includes(SECRET), crashed.errors);
});
