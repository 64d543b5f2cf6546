/** `npm run seed`: a demo account that uses everything, and its login printed. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, before, it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startTestApp, type TestApp } from "../support/app.ts";

const SEED = fileURLToPath(new URL("../../src/commands/seed.ts", import.meta.url));
let app: TestApp;

before(async () => {
  app = await startTestApp();
});
after(() => app.close());

function databaseUrl(): string {
  const { user, password, host, port, database } = app.database.connection;
  const who = `${user}${password ? `:${encodeURIComponent(String(password))}` : ""}`;
  const where = host?.startsWith("/")
    ? `localhost/${database}?host=${encodeURIComponent(host)}&port=${port}`
    : `${host}:${port}/${database}?sslmode=disable`;
  return `postgres://${who}@${where}`;
}

it("makes an account that can sign in, with about two hundred tasks of every kind", async () => {
  const env = { ...process.env, DATABASE_URL: databaseUrl(), NODE_ENV: "development" };
  const { stdout } = await promisify(execFile)(process.execPath, [SEED], { env });
  const email = /Email: +(\S+)/.exec(stdout)?.[1] ?? "";
  const password = /Password: +(\S+)/.exec(stdout)?.[1] ?? "";
  const browser = app.visitor();
  await browser.signIn(email, password);
  for (const path of ["/dashboard", "/upcoming", "/tasks", "/lists/1", "/history"]) {
    assert.equal((await browser.get(path)).status, 200, path);
  }
  const [counts] = await app.database.sql(
    `select count(*)::int between 180 and 230 as tasks,
       count(*) filter (where due_on is not null) > 10 as due,
       count(distinct priority) = 4 as priorities,
       count(repeat_rule) >= 4 as repeats, count(parent_id) >= 5 as checklists,
       count(section_id) > 0 as sections,
       count(*) filter (where completed_at is null) > 30 as open,
       count(*) filter (where completed_at > now()) = 0 as past
     from tasks`,
  );
  assert.deepEqual([...new Set(Object.values(counts ?? {}))], [true], JSON.stringify(counts));
  const [links] = await app.database.sql("select count(*)::int as n from task_tags");
  assert.ok(Number(links?.n) > 20);
});
