/** With 10,000 tasks of a person's own among 100,000 of others, no page reads the table through. */
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import pg from "pg";
import { startTestApp, type TestApp } from "../support/app.ts";
import type { Browser } from "../support/browser.ts";
import { plantLists, plantSections, plantTags, plantTasks } from "./planted.ts";

const OWN = 10_000;
const OTHERS = 10;

let app: TestApp;
let browser: Browser;

const DATED = {
  description: "case when n % 5 = 0 then 'notes' else '' end",
  due_on: "case when n % 3 <> 0 then current_date - 100 + (n * 7919) % 1000 end",
  priority: "n % 4",
  completed_at: "case when n % 4 = 1 then now() - n * interval '1 hour' end",
};
const LISTED = {
  ...DATED,
  list_id: "case when n % 2 = 0 then n % 7 + 1 end",
  section_id: "case when n % 14 = 0 then n % 5 + 1 end",
};

before(async () => {
  app = await startTestApp();
  const { sql } = app.database;
  const own = await app.signedUp("Ann");
  browser = own.browser;
  // Its users are there: looking for each of them anew would take longer than all the rest.
  await sql("alter table tasks drop constraint tasks_user_id_fkey");
  for (let other = 0; other < OTHERS; other += 1) {
    const { user } = await app.withToken("Bob");
    await plantTasks(app.database, user.id, OWN, DATED);
  }
  await plantLists(app.database, own.user.id, 7);
  await plantSections(app.database, own.user.id, { listId: 1, to: 5 });
  await plantTasks(app.database, own.user.id, OWN, LISTED);
  await plantTags(app.database, own.user.id, 3, "n % 10 = tag");
  await sql("analyze");
});

after(async () => app.close());

interface Statement {
  text: string;
  values: unknown[];
}

interface Plan {
  "Node Type": string;
  "Relation Name"?: string;
  Plans?: Plan[];
}

/** Every statement that is sent while something is done, with its values. */
async function sentBy(work: () => Promise<unknown>): Promise<Statement[]> {
  const sent: Statement[] = [];
  const original = pg.Client.prototype.query as (...args: unknown[]) => unknown;
  pg.Client.prototype.query = function recorded(this: pg.Client, ...args: unknown[]) {
    const [query, values] = args;
    if (typeof query === "string") sent.push({ text: query, values: (values ?? []) as unknown[] });
    else sent.push(query as Statement);
    return original.apply(this, args);
  } as typeof pg.Client.prototype.query;
  try {
    await work();
  } finally {
    pg.Client.prototype.query = original as typeof pg.Client.prototype.query;
  }
  return sent.filter(({ text }) => /\btasks\b/.test(text) && !text.includes("/* test */"));
}

/** The kinds of node that read the tasks. */
function readersOf(plan: Plan): string[] {
  const own = plan["Relation Name"] === "tasks" ? [plan["Node Type"]] : [];
  return [...own, ...(plan.Plans ?? []).flatMap(readersOf)];
}

/** Asserts it of every statement that a page sends. @returns how many read tasks. */
async function assertIndexed(path: string): Promise<number> {
  const statements = await sentBy(async () => {
    assert.equal((await browser.get(path)).status, 200, path);
  });
  for (const { text, values } of statements) {
    const [row] = await app.database.sql<{ "QUERY PLAN": [{ Plan: Plan }] }>(
      `explain (format json) ${text}`,
      values,
    );
    const readers = row === undefined ? [] : readersOf(row["QUERY PLAN"][0].Plan);
    assert.ok(readers.length > 0, `${path}: a statement about tasks that reads none: ${text}`);
    assert.ok(!readers.includes("Seq Scan"), `${path}: ${readers.join(", ")} in ${text}`);
  }
  return statements.length;
}

const PLACES = [
  "/dashboard",
  "/upcoming",
  "/inbox",
  "/someday",
  "/completed",
  "/tasks",
  "/lists/1",
  "/lists/2",
  "/tags/tag1",
];

it("no page does, as it is", async () => {
  for (const path of PLACES) assert.ok((await assertIndexed(path)) > 0, `${path} reads tasks`);
});

it("nor in any order, narrowed or not, nor on a page further on", async () => {
  let read = 0;
  const orders = ["manual", "due", "priority", "created", "title"];
  for (const path of PLACES.filter((place) => place !== "/dashboard")) {
    for (const sort of orders) {
      for (const status of ["pending", "completed", "all"]) {
        const query = `${path}?status=${status}&sort=${sort}`;
        read += await assertIndexed(`${query}&tag=tag2&priority=high`);
      }
      const first = await browser.get(`${path}?sort=${sort}&limit=5`);
      const next = first.document.querySelector('a[rel="next"]')?.getAttribute("href");
      if (next) read += await assertIndexed(next.replaceAll("&amp;", "&"));
    }
  }
  // Those that are the same again may be answered from memory.
  assert.ok(read > 100, `${read} statements`);
});
