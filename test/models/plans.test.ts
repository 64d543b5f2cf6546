/**
 * With 10,000 tasks of a person's own among 100,000 of others, no page reads the table through, and a
 * plan that serves every user reads no more than one that is made for the user.
 */
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import pg from "pg";
import { startTestApp, type TestApp } from "../support/app.ts";
import type { Browser } from "../support/browser.ts";
import { createTestDatabase } from "../support/database.ts";
import { plantLists, plantSections, plantTags, plantTasks } from "./planted.ts";

const OWN = 10_000;
const FEW = 10;
/** As in use: most people have few, so that a plan for any user expects few. */
const SMALL_ACCOUNTS = 400;
const OTHERS = 10;

let app: TestApp;
let browser: Browser;
let fewBrowser: Browser;

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
  // Nothing is answered from memory.
  app = await startTestApp({}, { database: await createTestDatabase({ queryCacheSize: 0 }) });
  const { sql } = app.database;
  const own = await app.signedUp("Ann");
  browser = own.browser;
  // Its users are there: looking for each of them anew would take longer than all the rest.
  await sql("alter table tasks drop constraint tasks_user_id_fkey");
  for (let other = 0; other < OTHERS; other += 1) {
    const { user } = await app.withToken("Bob");
    await plantTasks(app.database, user.id, OWN, DATED);
  }
  await plantSmallAccounts();
  const few = await app.signedUp("Cleo");
  fewBrowser = few.browser;
  for (const { id, count } of [
    { id: own.user.id, count: OWN },
    { id: few.user.id, count: FEW },
  ]) {
    await plantLists(app.database, id, 7);
    await plantSections(app.database, id, { listId: 1, to: 5 });
    await plantTasks(app.database, id, count, LISTED);
    // The first: mostly of tasks that are done. The last: of every third task.
    await plantTags(
      app.database,
      id,
      3,
      "n % 10 = tag or tag = 1 and n % 4 = 1 or tag = 3 and n % 3 = 0",
    );
  }
  await sql("analyze");
  // Without it no index alone answers a query.
  await sql("vacuum tasks, task_tags");
});

after(async () => {
  await app.close();
  await app.database.drop();
});

/** Each has the tasks 1 to FEW and two tags. */
async function plantSmallAccounts(): Promise<void> {
  const { sql } = app.database;
  await sql(
    `insert into users (id, email, name, password_hash, password_scheme, created_at, updated_at)
     select gen_random_uuid(), 'small-' || n || '@example.org', 'Small', 'none', 1, now(), now()
     from generate_series(1, $1::int) as n`,
    [SMALL_ACCOUNTS],
  );
  const small = "(select id as user_id from users where name = 'Small') as small";
  await sql(
    `insert into tasks (user_id, id, title, position, created_at, updated_at)
     select user_id, n, 'Task ' || n, n, now(), now() from ${small}, generate_series(1, $1::int) as n`,
    [FEW],
  );
  await sql(
    `insert into tags (user_id, id, name, created_at, updated_at)
     select user_id, n, 'tag' || n, now(), now() from ${small}, generate_series(1, 2) as n`,
  );
  await sql(
    `insert into task_tags (user_id, task_id, tag_id)
     select user_id, n, 1 + n % 2 from ${small}, generate_series(1, $1::int) as n`,
    [FEW],
  );
}

interface Statement {
  text: string;
  values: unknown[];
}

interface Plan {
  "Node Type": string;
  "Relation Name"?: string;
  "Actual Rows"?: number;
  "Actual Loops"?: number;
  "Rows Removed by Filter"?: number;
  "Rows Removed by Join Filter"?: number;
  "Shared Hit Blocks"?: number;
  "Shared Read Blocks"?: number;
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

const QUERIES = [
  "title",
  '"title 1" or -note',
  "is:overdue",
  "tag:tag1 priority>=low",
  "a sort:due",
  "-title",
  "is:deleted or is:archived",
  "has:checklist has:tags",
  "list:zzz or due<today",
];
/** Pages about tasks that are no list of them. */
const OVERVIEWS = ["/review", "/review?year=2025"];
/** Of any day, and of today: their statements have no list's filters. */
const DAYS = ["/calendar", "/calendar?month=2026-05", "/calendar?week=2026-W48"];

/** In a section, in the Inbox, and in a list without sections. */
const TASKS = ["/tasks/14", "/tasks/15", "/tasks/16"];

it("no page does, as it is", async () => {
  for (const path of [...PLACES, ...OVERVIEWS, ...DAYS, ...TASKS])
    assert.ok((await assertIndexed(path)) > 0, `${path} reads tasks`);
});

it("nor a search, nor a list that a query narrows", async () => {
  for (const query of QUERIES) {
    for (const place of ["/search", "/inbox", "/lists/1", "/tags/tag1", "/dashboard"]) {
      const read = await assertIndexed(`${place}?q=${encodeURIComponent(query)}`);
      assert.ok(read > 0, `${place} ${query}`);
    }
  }
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
  assert.ok(read > 100, `${read} statements`);
});

it("a search reads only the person's own rows", async () => {
  for (const query of QUERIES) {
    const path = `/tasks?status=all&q=${encodeURIComponent(query)}`;
    const statements = await sentBy(async () => {
      assert.equal((await fewBrowser.get(path)).status, 200, path);
    });
    for (const statement of statements) {
      const { rows, buffers } = await costOf(statement, "generic");
      assert.ok(rows < 1_500 && buffers < 1_500, `${path}: ${rows} rows, ${buffers} buffers`);
    }
  }
});

/** What running a statement costs, whatever else the machine does: pages of 8 kB, and rows. */
interface Cost {
  buffers: number;
  /** Those that each node passed on or dropped. */
  rows: number;
}

function literal(value: unknown): string {
  if (value === null) return "null";
  const plain = (one: unknown) => (one instanceof Date ? one.toISOString() : String(one));
  if (Array.isArray(value)) return pg.escapeLiteral(`{${value.map(plain).join(",")}}`);
  return pg.escapeLiteral(plain(value));
}

/** Prepares the statement and runs it by a plan for its values, or by one for any values. */
async function costOf({ text, values }: Statement, plan: "custom" | "generic"): Promise<Cost> {
  const { sql } = app.database;
  const literals = values.map(literal);
  const list = literals.length === 0 ? "" : `(${literals.join(", ")})`;
  await sql(`set plan_cache_mode = force_${plan}_plan`);
  await sql(`prepare compared as ${text}`);
  const [row] = await sql<{ "QUERY PLAN": [{ Plan: Plan }] }>(
    `explain (analyze, buffers, timing off, format json) execute compared${list}`,
  );
  await sql("deallocate compared");
  await sql("reset plan_cache_mode");
  assert.ok(row);
  const [{ Plan: root }] = row["QUERY PLAN"];
  const { "Shared Hit Blocks": hit = 0, "Shared Read Blocks": read = 0 } = root;
  return { buffers: hit + read, rows: rowsOf(root) };
}

function rowsOf(plan: Plan): number {
  const { "Actual Rows": passed = 0, "Actual Loops": loops = 0, Plans = [] } = plan;
  const filtered = plan["Rows Removed by Filter"] ?? 0;
  const unjoined = plan["Rows Removed by Join Filter"] ?? 0;
  const own = (passed + filtered + unjoined) * loops;
  return Plans.reduce((sum, inner) => sum + rowsOf(inner), own);
}

/**
 * Half as many buffers again, or twice the rows: and, because a generic plan may look up the rows of one
 * page one by one, or compare them with each list and section, a constant.
 */
function assertAsGood(generic: Cost, custom: Cost, message: string): void {
  assert.ok(generic.buffers <= custom.buffers * 1.5 + 300, message);
  assert.ok(generic.rows <= custom.rows * 2 + 3_000, message);
}

it("a plan for any user is as good as one for the user, with few tasks and with many", async () => {
  for (const [own, person] of [
    [fewBrowser, "few"],
    [browser, "many"],
  ] as const) {
    const tagged = ["/tags/tag3", "/tasks?status=pending&sort=due&tag=tag3"];
    const queries = QUERIES.map((query) => `/tasks?status=all&q=${encodeURIComponent(query)}`);
    const tasks = own === browser ? TASKS : ["/tasks/2", "/tasks/3"];
    for (const path of [...PLACES, ...OVERVIEWS, ...DAYS, ...tagged, ...tasks, ...queries]) {
      const statements = await sentBy(async () => {
        assert.equal((await own.get(path)).status, 200, path);
      });
      for (const statement of statements) {
        const [custom, generic] = [
          await costOf(statement, "custom"),
          await costOf(statement, "generic"),
        ];
        const costs = JSON.stringify({ custom, generic });
        assertAsGood(generic, custom, `${path} (${person}): ${costs}: ${statement.text}`);
      }
    }
  }
});
