/** Users with rows in every owned table, for the isolation tests. */
import assert from "node:assert/strict";
import type { Response } from "supertest";
import { OWNED_TABLES } from "../../src/db/owned_tables.ts";
import type { UserScope } from "../../src/db/scope.ts";
import type { Route } from "../../src/http/router.ts";
import { createList, deleteList, updateList } from "../../src/models/lists.ts";
import { createSearch, deleteSearch } from "../../src/models/searches.ts";
import { createSection } from "../../src/models/sections.ts";
import { createTask, deleteTask, setCompletion, updateTask } from "../../src/models/tasks.ts";
import { startTestApp } from "../support/app.ts";
import type { Browser } from "../support/browser.ts";
import { copyRows } from "../support/copy_rows.ts";
import { type Access, PAGE_SAMPLES, tagName } from "../support/route_samples.ts";

/** The ids of rows in every state. */
export const IDS = [1, 2, 3, 4, 5, 6, 7];
/** An id above all ids of rows and changes. */
export const MISSING = 990;

/** Rows of a user that UserScope does not access. */
const ACCOUNT_TABLES = [
  "idempotency_keys",
  "auth_sessions",
  "browsers",
  "security_events",
  "mails",
];

/** The application with Ann, whose rows nobody else may see or change. */
export async function startIsolationApp() {
  const app = await startTestApp();
  const ann = await app.signedUp("Annabel");
  await createRows(ann.scope, "Annabel's");
  await postFormsWithKeys(ann.browser);
  const firstCarla = await app.withToken("Carla");
  await createRows(firstCarla.scope, "Carla's");

  /** All rows of Ann. */
  function annsRows(): Promise<unknown> {
    const tables = [...Object.keys(OWNED_TABLES), ...ACCOUNT_TABLES];
    const rows = tables.map(
      (name) =>
        `select '${name}' as name, to_jsonb(t)::text as row from ${name} t where user_id = $1`,
    );
    const user = "select 'users' as name, to_jsonb(t)::text as row from users t where id = $1";
    const all = [user, ...rows].join(" union all ");
    return app.database.sql(`${all} order by name, row`, [ann.user.id]);
  }

  return {
    app,
    ann,
    /** Gives a new user rows with the same ids as Ann's. */
    giveRows: (userId: string) => copyRows(app.database, firstCarla.user.id, userId),
    assertNothingOfAnn({ headers, text }: Response): void {
      assert.doesNotMatch(`${JSON.stringify(headers)} ${text}`, /annabel/i);
      assert.ok(!text.includes(ann.user.id));
    },
    /** Asserts that `work` does not change Ann's rows. */
    async withoutChangingAnn(work: () => Promise<void>): Promise<void> {
      const before = await annsRows();
      await work();
      assert.deepEqual(await annsRows(), before);
    },
  };
}

/** The parts of a response that do not differ between identical requests. */
export function comparable({ status, headers, text }: Response): unknown {
  const { date, "x-request-id": requestId, ...rest } = headers;
  assert.ok(date && requestId);
  return { status, headers: rest, text };
}

export function sampleOf<Sample extends { access: Access }>(
  samples: Record<string, Sample>,
  route: Route,
): Sample {
  const sample = samples[keyOf(route)];
  assert.ok(sample, `${nameOf(route)} has no sample: add one to test/support/route_samples.ts`);
  const isOwned = /:(id|user_id|section_id|name)\b/.test(route.path);
  assert.ok(!isOwned || sample.access !== "public", `${nameOf(route)} is not public`);
  return sample;
}

export function keyOf({ method, path }: Route): string {
  return `${method} ${path}`;
}

export function nameOf({ method, path }: Route): string {
  return `${method.toUpperCase()} ${path}`;
}

/** Rows of every owned table. The ids are the same for every user: list 3 has section 3, tag 3 is errand-3. */
async function createRows(scope: UserScope, name: string): Promise<void> {
  for (const id of IDS) {
    await createList(scope, { name: `${name} list ${id}`, colour: "moss" });
    await createSection(scope, { listId: id, name: `${name} section ${id}` });
    await createSearch(scope, { name: `${name} search ${id}`, query: `${name} query ${id}` });
  }
  for (const id of IDS) {
    const place = id === 1 ? { listId: 1, sectionId: 1 } : {};
    const dueOn = id === 6 ? null : scope.today;
    const plan = { tags: [tagName(id)], dueOn, ...place };
    const text = { title: `${name} ${id}`, description: `${name}, in detail` };
    const parent = id === 6 ? { parentId: 1 } : {};
    const repeat = id === 4 || id === 7 ? DAILY : null;
    await createTask(scope, { ...text, ...plan, ...parent, repeat });
  }
  await createTask(scope, { title: `${name} own`, tags: [`${name.slice(0, -2)}s-own`] });
  await setCompletion(scope, 2, { done: true });
  await deleteTask(scope, 3);
  await updateTask(scope, 5, { description: `${name}, changed` });
  await setCompletion(scope, 7, { done: true });
  await updateList(scope, 2, { archived: true });
  await deleteList(scope, 3);
  await deleteSearch(scope, 3);
}

/** Posts the forms that create rows, so that Bob repeats a request key of Ann's. */
async function postFormsWithKeys(browser: Browser): Promise<void> {
  const _csrf = await browser.token();
  for (const path of ["/tasks", "/tasks/many"]) {
    const fields = PAGE_SAMPLES[`post ${path}`]?.fields?.(0);
    assert.ok(fields?.request_key);
    const { status } = await browser.post(path, { ...fields, _csrf });
    assert.equal(status, 303);
  }
}

const DAILY = {
  rule: { unit: "day", every: 1, ends: { kind: "never" } },
  mode: "rule",
  anchor: "2026-01-01",
} as const;
