/**
 * The second user's walk: over the whole route table, Bob tries every row of Ann's, and finds
 * nothing, changes nothing, and cannot tell that there is anything.
 */
import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import supertest, { type Response } from "supertest";
import { OWNED_TABLES } from "../src/db/owned_tables.ts";
import type { UserScope } from "../src/db/scope.ts";
import type { Route } from "../src/http/router.ts";
import { createList, deleteList, updateList } from "../src/models/lists.ts";
import { createSection } from "../src/models/sections.ts";
import { createTask, deleteTask, setCompletion, updateTask } from "../src/models/tasks.ts";
import { API_ROUTES, PAGE_ROUTES } from "../src/routes.ts";
import { startTestApp } from "./support/app.ts";
import type { Browser, PageResult } from "./support/browser.ts";
import { copyRows } from "./support/copied_rows.ts";
import {
  API_SAMPLES,
  type ApiSample,
  PAGE_SAMPLES,
  type PageSample,
  PLANTED,
  PLANTED_API,
  pathFor,
  tagName,
} from "./support/route_samples.ts";

const app = await startTestApp();
after(() => app.close());

/** Of every state that a row can be in. */
const IDS = [1, 2, 3, 4, 5, 6, 7];
/** Above every number that anybody has, of a row or of a change. */
const NOBODYS = 990;

/** Rows of every owned table, the same numbers for everybody: list 3 holds section 3, tag 3 is errand-3. */
async function fill(scope: UserScope, name: string): Promise<void> {
  for (const id of IDS) {
    await createList(scope, { name: `${name} list ${id}`, colour: "moss" });
    await createSection(scope, { listId: id, name: `${name} section ${id}` });
  }
  for (const id of IDS) {
    const place = id === 1 ? { listId: 1, sectionId: 1 } : {};
    const plan = { tags: [tagName(id)], dueOn: scope.today, ...place };
    const text = { title: `${name} ${id}`, description: `${name}, in detail` };
    const parent = id === 6 ? { parentId: 1 } : {};
    const repeat = id === 7 ? DAILY : null;
    await createTask(scope, { ...text, ...plan, ...parent, repeat });
  }
  await createTask(scope, { title: `${name} own`, tags: [`${name.slice(0, -2)}s-own`] });
  await setCompletion(scope, 2, { done: true });
  await deleteTask(scope, 3);
  await updateTask(scope, 5, { description: `${name}, changed` });
  await setCompletion(scope, 7, { done: true });
  await updateList(scope, 2, { archived: true });
  await deleteList(scope, 3);
}

/** Posts the forms that have a key, so that others' forms with the same key and text are not the first. */
async function postKeyedForms(browser: Browser): Promise<void> {
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

const ann = await app.signedUp("Annabel");
await fill(ann.scope, "Annabel's");
await postKeyedForms(ann.browser);
/** Whose rows every Carla is given. */
const firstCarla = await app.withToken("Carla");
await fill(firstCarla.scope, "Carla's");
const annsToken = await app.services.authenticator.signInBearer(
  { userAgent: "", address: "127.0.0.1" },
  ann.user,
);

/** Everything that the database has of Ann. */
function annsRows(): Promise<unknown> {
  const tables = [...Object.keys(OWNED_TABLES), "idempotency_keys", "auth_sessions"];
  const rows = tables.map(
    (name) =>
      `select '${name}' as name, to_jsonb(t)::text as row from ${name} t where user_id = $1`,
  );
  const person = "select 'users' as name, to_jsonb(t)::text as row from users t where id = $1";
  const all = [person, ...rows].join(" union all ");
  return app.database.sql(`${all} order by name, row`, [ann.user.id]);
}

/** All that could tell one answer from another. */
function fingerprint({ status, headers, text }: Response): unknown {
  const { date, "x-request-id": requestId, ...rest } = headers;
  assert.ok(date && requestId);
  return { status, headers: rest, text };
}

function assertNothingOfAnns({ headers, text }: Response): void {
  assert.doesNotMatch(`${JSON.stringify(headers)} ${text}`, /annabel/i);
  assert.ok(!text.includes(ann.user.id));
}

/** Does it, and finds Ann's rows as they were. */
async function leavingAnnAlone(work: () => Promise<void>): Promise<void> {
  const before = await annsRows();
  await work();
  assert.deepEqual(await annsRows(), before);
}

function sampleOf<Sample extends { of: string }>(
  samples: Record<string, Sample>,
  route: Route,
): Sample {
  const sample = samples[keyOf(route)];
  assert.ok(sample, `${nameOf(route)} has no sample: add one to test/support/route_samples.ts`);
  const isSomebodys = /:(id|user_id|section_id|name)\b/.test(route.path);
  assert.ok(!isSomebodys || sample.of !== "anyone", `${nameOf(route)} is not anyone's`);
  return sample;
}

function keyOf({ method, path }: Route): string {
  return `${method} ${path}`;
}

function nameOf({ method, path }: Route): string {
  return `${method.toUpperCase()} ${path}`;
}

describe("a page of Bob's", () => {
  const tokens = new WeakMap<Browser, string>();

  async function send(
    browser: Browser,
    route: Route,
    { fields }: PageSample,
    { id, query = "" }: { id: number; query?: string },
  ): Promise<PageResult> {
    const path = pathFor(route.path, id) + query;
    if (route.method === "get") return browser.get(path);
    // One token is good for every form of a sign-in.
    const _csrf = tokens.get(browser) ?? (await browser.token());
    tokens.set(browser, _csrf);
    return browser.post(path, { ...fields?.(id), _csrf });
  }

  for (const route of PAGE_ROUTES) {
    it(`${nameOf(route)} has nothing of Ann's`, () =>
      leavingAnnAlone(async () => {
        const sample = sampleOf(PAGE_SAMPLES, route);
        const { browser } = await app.signedUp("Bob");
        if (sample.of !== "row") {
          for (const query of ["", ...(sample.queries ?? [])]) {
            const result = await send(browser, route, sample, { id: 0, query });
            assert.ok(result.status < 400, `${result.status}`);
            assertNothingOfAnns(result.response);
          }
          return;
        }
        const expected = await send(browser, route, sample, { id: NOBODYS });
        assert.equal(expected.status, 404);
        for (const id of IDS) {
          const result = await send(browser, route, sample, { id });
          assert.deepEqual(fingerprint(result.response), fingerprint(expected.response), `${id}`);
        }
      }));

    const sample = PAGE_SAMPLES[keyOf(route)];
    if (sample === undefined || sample.of === "anyone") continue;
    it(`${nameOf(route)} finds Carla's own, where the numbers are the same`, () =>
      leavingAnnAlone(async () => {
        const { browser, user } = await app.signedUp("Carla");
        await copyRows(app.database, firstCarla.user.id, user.id);
        const statuses: number[] = [];
        for (const id of IDS) {
          const { status, response } = await send(browser, route, sample, { id });
          statuses.push(status);
          assertNothingOfAnns(response);
          if (sample.of !== "row") break;
        }
        // Or the sample is no request that ever succeeds, and proves nothing.
        assert.ok(
          statuses.some((status) => status < 400),
          String(statuses),
        );
      }));
  }
});

describe("a token of Bob's", () => {
  async function send(
    { path, method }: Route,
    { json }: ApiSample,
    asked: { token: string; userId: string; id: number; query?: string },
  ): Promise<Response> {
    const { token, userId, id, query = "" } = asked;
    const own = pathFor(path.replace(":user_id", userId), id);
    const request = supertest(app.app)[method](`/api${own}${query}`);
    request.set("Authorization", `Bearer ${token}`);
    const body = typeof json === "function" ? json(id) : json;
    return body === undefined ? request : request.send(body);
  }

  for (const route of API_ROUTES) {
    it(`at ${nameOf(route)} finds nothing of Ann's`, () =>
      leavingAnnAlone(async () => {
        const sample = sampleOf(API_SAMPLES, route);
        const { token, user } = await app.withToken("Bob");
        const own = { token, userId: user.id };
        for (const query of ["", ...(sample.queries ?? [])]) {
          const found = await send(route, sample, { ...own, id: NOBODYS, query });
          assertNothingOfAnns(found);
          if (sample.of !== "row") continue;
          assert.equal(found.status, sample.missing ?? 404);
          if (found.status === 404)
            assert.match(found.text, /^\{"error":"[A-Z][a-z ]+ not found"\}$/);
          for (const id of IDS) {
            const result = await send(route, sample, { ...own, id });
            assert.deepEqual(fingerprint(result), fingerprint(found), `${id}`);
          }
        }
      }));

    const sample = API_SAMPLES[keyOf(route)];
    if (sample === undefined || !route.path.includes(":user_id")) continue;
    it(`at ${nameOf(route)} is refused below Ann's path, whatever is there`, () =>
      leavingAnnAlone(async () => {
        const { token } = await app.withToken("Bob");
        for (const id of [...IDS, NOBODYS]) {
          const result = await send(route, sample, { token, userId: ann.user.id, id });
          assert.equal(result.status, 403);
          assert.deepEqual(result.body, { error: "Access denied to this resource" });
          assertNothingOfAnns(result);
        }
      }));

    it(`at ${nameOf(route)} finds Carla's own, where the numbers are the same`, () =>
      leavingAnnAlone(async () => {
        const { token, user } = await app.withToken("Carla");
        await copyRows(app.database, firstCarla.user.id, user.id);
        const statuses: number[] = [];
        for (const id of IDS) {
          const result = await send(route, sample, { token, userId: user.id, id });
          statuses.push(result.status);
          assertNothingOfAnns(result);
          if (sample.of !== "row") break;
        }
        // Or the sample is no request that ever succeeds, and proves nothing.
        assert.ok(
          statuses.some((status) => status < 300),
          String(statuses),
        );
      }));
  }
});

describe("a row of Bob's that names one of Ann's", () => {
  /** What Bob has: a task to tie to something. */
  async function bobs(scope: UserScope): Promise<void> {
    await createTask(scope, { title: "Bob's own" });
  }

  for (const [path, fields] of PLANTED) {
    it(`POST ${path} with ${JSON.stringify(fields(1))} is answered as if there were none`, () =>
      leavingAnnAlone(async () => {
        const { browser, scope } = await app.signedUp("Bob");
        await bobs(scope);
        const _csrf = await browser.token();
        const other = async (id: number) => {
          const result = await browser.post(path, { ...fields(id), _csrf });
          assertNothingOfAnns(result.response);
          return [result.status, result.location ?? null];
        };
        // Bob has no list and only one task.
        const expected = await other(NOBODYS);
        for (const id of [2, 4, 5]) assert.deepEqual(await other(id), expected, `${id}`);
        const planted = await scope.rows("tasks").whereNotNull("list_id");
        assert.deepEqual(planted, []);
      }));
  }

  for (const [method, path, json] of PLANTED_API) {
    it(`${method} /api${path} with ${JSON.stringify(json(1))} is answered as if there were none`, () =>
      leavingAnnAlone(async () => {
        const { token, user, scope } = await app.withToken("Bob");
        await bobs(scope);
        const other = async (id: number) => {
          const request = supertest(app.app)[method](`/api/${user.id}${path}`);
          const result = await request.set("Authorization", `Bearer ${token}`).send(json(id));
          assertNothingOfAnns(result);
          assert.ok(result.status >= 400, String(result.status));
          return fingerprint(result);
        };
        const expected = await other(NOBODYS);
        for (const id of [2, 4, 5]) assert.deepEqual(await other(id), expected, `${id}`);
      }));
  }
});

describe("signed out,", () => {
  for (const route of PAGE_ROUTES) {
    it(`${nameOf(route)} shows only what is anyone's, and changes nothing`, () =>
      leavingAnnAlone(async () => {
        const { of, fields } = sampleOf(PAGE_SAMPLES, route);
        const browser = app.visitor();
        // A token of the API opens no page.
        browser.headers = { Authorization: `Bearer ${annsToken}` };
        for (const id of IDS) {
          const path = pathFor(route.path, id);
          const isGet = route.method === "get";
          const result = isGet
            ? await browser.get(path)
            : await browser.post(path, fields?.(id) ?? {});
          assertNothingOfAnns(result.response);
          if (of === "anyone") {
            assert.equal(result.location ?? "/auth/signin", "/auth/signin");
            return;
          }
          const back = encodeURIComponent(isGet ? path : "/dashboard");
          assert.equal(result.status, 303);
          assert.equal(result.location, `/auth/signin?return_to=${back}`);
        }
      }));
  }

  for (const route of API_ROUTES) {
    it(`${nameOf(route)} below /api answers only what is anyone's`, () =>
      leavingAnnAlone(async () => {
        const { of, json } = sampleOf(API_SAMPLES, route);
        const own = pathFor(route.path.replace(":user_id", ann.user.id), 1);
        // Cookies are not looked at.
        const cookies = ["plainlist_token", "plainlist_session"].map(
          (name) => `${name}=${ann.browser.cookie(name)}`,
        );
        const request = supertest(app.app)
          [route.method](`/api${own}`)
          .set("Cookie", cookies.join("; "));
        const body = typeof json === "function" ? json(1) : json;
        const result = await (body === undefined ? request : request.send(body));
        assertNothingOfAnns(result);
        if (of === "anyone") {
          assert.notEqual(result.status, 401);
          return;
        }
        assert.equal(result.status, 401);
        assert.deepEqual(result.body, { error: "Authentication required" });
        assert.equal(result.headers["www-authenticate"], "Bearer");
      }));
  }
});

it("has no sample for a route that is gone", () => {
  const keys = (routes: readonly Route[]) => routes.map(keyOf).sort();
  assert.deepEqual(Object.keys(PAGE_SAMPLES).sort(), keys(PAGE_ROUTES));
  assert.deepEqual(Object.keys(API_SAMPLES).sort(), keys(API_ROUTES));
});
