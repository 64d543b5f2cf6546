/** The seed command: a demo account with tasks of every kind. */
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { startTestApp, type TestApp } from "../support/app.ts";
import { databaseUrl, runCommand } from "../support/server_process.ts";

let app: TestApp;

before(async () => {
  app = await startTestApp();
});
after(() => app.close());

it("creates an account that can sign in, with about two hundred tasks of every kind", async () => {
  const environment = { DATABASE_URL: databaseUrl(app.database.connection) };
  const { output } = await runCommand("src/commands/seed.ts", [], environment);
  const email = /Email: +(\S+)/.exec(output)?.[1] ?? "";
  const password = /Password: +(\S+)/.exec(output)?.[1] ?? "";
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
