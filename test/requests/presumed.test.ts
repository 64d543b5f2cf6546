/** Requests run for the user that their sign-in had last: nothing is sent or written for anyone else. */
import assert from "node:assert/strict";
import { after, beforeEach, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import supertest from "supertest";
import { Database } from "../../src/db/connection.ts";
import { Unconfirmed, UserScope } from "../../src/db/scope.ts";
import { updatePreferences } from "../../src/models/preferences.ts";
import { createTask, deleteTask } from "../../src/models/tasks.ts";
import { purgeTrash } from "../../src/models/trash.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { fieldsOfForm, type PageResult } from "../support/browser.ts";
import { add, ann, app, bob, browser, usePeople } from "./fixture.ts";

/** Another process on the same database. */
let second: Database;
let other: TestApp;
/** A page of Ann's from before, and her bearer token: the process has seen both sign-ins. */
let page: PageResult;
let token: string;

after(async () => {
  await other.close();
  await second.close();
});
usePeople({
  async prepare() {
    second = new Database(app.database.connection, { poolMax: 3, queryCacheSize: 2 ** 20 });
    other = await startTestApp({}, { database: { ...app.database, database: second } });
  },
});
beforeEach(async () => {
  await add(ann, "Secret one");
  await add(bob, "Bob's own");
  page = await browser.get("/tasks");
  assert.deepEqual((await browser.get("/tasks")).titles, ["Secret one"]);
  const client = { userAgent: "", address: "127.0.0.1" };
  token = await app.services.authenticator.signInBearer(client, ann.user);
  assert.equal((await api("get", "/tasks")).body.tasks.length, 1);
});

function api(method: "get" | "post" | "delete", path: string, headers = {}) {
  const request = supertest(app.app)[method](`/api/${ann.user.id}${path}`);
  return request.auth(token, { type: "bearer" }).set(headers);
}

async function addByToken(key: string, title = "Late") {
  return await api("post", "/tasks", { "Idempotency-Key": key }).send({ title });
}

/** Everything of Ann's that a request could write. */
async function contents(): Promise<string> {
  const [row] = await app.database.sql<{ all: object }>(
    `select jsonb_build_array(
       (select to_jsonb(u) from users u where id = $1),
       (select jsonb_agg(t order by id) from tasks t where user_id = $1),
       (select jsonb_agg(c order by id) from changes c where user_id = $1),
       (select jsonb_agg(k) from idempotency_keys k where user_id = $1)) as all`,
    [ann.user.id],
  );
  return JSON.stringify(row?.all);
}

/** Changes both of Ann's sign-ins behind the back of the process. */
function set(what: string): Promise<unknown> {
  return app.database.sql(`update auth_sessions set ${what} where user_id = $1`, [ann.user.id]);
}

function assertSentAway(result: PageResult, what: string): void {
  assert.equal(result.status, 303, what);
  assert.match(result.location ?? "", /^\/auth\/signin/, what);
  assert.equal(result.html ?? "", "", what);
  const told = result.cookies.filter(({ name }) => /flash|token/.test(name));
  assert.deepEqual(told, [], what);
}

for (const [what, end] of [
  ["revoked", () => set("revoked_at = now()")],
  ["expired", () => set("idle_expires_at = now() - interval '1 hour'")],
  ["deleted", () => app.database.sql("delete from users where id = $1", [ann.user.id])],
] as const) {
  describe(`a sign-in that was ${what} elsewhere`, () => {
    it("shows no page, and no name on the page of an error", async () => {
      await end();
      for (const path of ["/tasks", "/tasks/1", "/dashboard", "/tasks/999", "/settings"]) {
        assertSentAway(await browser.get(path), path);
        assertSentAway(await browser.head(path), `HEAD ${path}`);
      }
      for (const result of [await browser.get("/nowhere"), await browser.get("/trash/purge")]) {
        assert.ok([404, 405].includes(result.status));
        assert.doesNotMatch(result.html, /Ann|Sign out|Secret/);
      }
      assert.deepEqual((await bob.browser.get("/tasks")).titles, ["Bob's own"]);
    });

    it("writes nothing by a form", async () => {
      await end();
      const before = await contents();
      assertSentAway(await browser.submit(page, "/tasks", { title: "Late" }), "add");
      const fields = { ...fieldsOfForm(page.form("/auth/signout")), name: "Late", confirmed: "1" };
      for (const path of ["/tasks/1/deletion", "/trash/purge", "/undo/1", "/lists"]) {
        assertSentAway(await browser.post(path, fields), path);
      }
      // Five are kept of a browser, whose user is known: a sixth is shown again.
      const last = await browser.post("/settings", fields);
      if (last.status === 303) assertSentAway(last, "/settings");
      else assert.match(last.text, /You were signed out, and this is too much to keep/);
      assert.doesNotMatch(last.html, /Ann|Sign out|Secret/);
      assert.equal(await contents(), before);
    });

    it("neither reads nor writes by a token", async () => {
      await end();
      const before = await contents();
      const answers = [
        await api("get", "/tasks"),
        await api("get", "/tasks/1", { "If-None-Match": "*" }),
        await addByToken("one"),
        await addByToken("two", ""),
        await api("delete", "/tasks/1"),
        await api("delete", "/trash"),
      ];
      for (const { status, body } of answers) {
        assert.deepEqual([status, Object.keys(body)], [401, ["error"]]);
      }
      assert.equal(await contents(), before);
    });
  });
}

describe("while PostgreSQL has not said that the sign-in is live", () => {
  it("nothing is sent or written, however fast the rest is", async () => {
    const before = await contents();
    await app.database.sql("begin");
    await app.database.sql("lock table auth_sessions in access exclusive mode");
    const late = browser.submit(page, "/tasks", { title: "Late" });
    const list = api("get", "/tasks").then((answer) => answer);
    const all = Promise.all([browser.get("/tasks"), late, list, addByToken("three")]);
    assert.equal(await Promise.race([Promise.any([late, list, all]), wait(300, "none")]), "none");
    await set("revoked_at = now()");
    await app.database.sql("commit");
    assert.deepEqual(
      (await all).map(({ status }) => status),
      [303, 303, 401, 401],
    );
    assert.equal(await contents(), before);
  });

  it("nor if asking fails", async () => {
    const before = await contents();
    await app.database.sql("alter table auth_sessions rename to away");
    try {
      const shown = await browser.get("/tasks");
      assert.equal(shown.status, 500);
      assert.doesNotMatch(shown.html, /Secret|Sign out/);
      assert.equal((await browser.submit(page, "/tasks", { title: "Late" })).status, 500);
      assert.equal((await addByToken("four")).status, 500);
    } finally {
      await app.database.sql("alter table away rename to auth_sessions");
    }
    assert.equal(await contents(), before);
    assert.deepEqual((await browser.get("/tasks")).titles, ["Secret one"]);
  });
});

it("what another process has changed is on the next page, and under the next change", async () => {
  const there = new UserScope(second, ann.user, { clock: other.services.clock });
  await createTask(there, { title: "From there" });
  assert.deepEqual((await browser.get("/tasks")).titles.sort(), ["From there", "Secret one"]);
  await deleteTask(there, 1);
  assert.equal((await api("get", "/tasks/1")).status, 404);
  await purgeTrash(there, null);
  assert.equal((await browser.submit(page, "/tasks", { title: "From here" })).status, 303);
  for (const at of [browser, browser.copy(other.app)]) {
    assert.deepEqual((await at.get("/tasks")).titles.sort(), ["From here", "From there"]);
  }
});

it("a time zone that was changed elsewhere decides which day the next page is of", async () => {
  for (const timeZone of ["Pacific/Kiritimati", "Pacific/Niue"]) {
    const { text: earlier } = await browser.get("/dashboard");
    await updatePreferences(
      second,
      ann.user.id,
      { timeZone, weekStart: 7, dateFormat: null },
      { now: new Date() },
    );
    const { text } = await browser.get("/dashboard");
    assert.notEqual(text, earlier);
    assert.equal(text, (await browser.copy(other.app).get("/dashboard")).text);
  }
});

for (const [what, asked, failure] of [
  ["is not the one presumed", async () => false, Unconfirmed],
  ["cannot be asked for", async () => assert.fail("no answer"), /no answer/],
] as const) {
  it(`a scope whose user ${what} writes nothing`, async () => {
    const before = await contents();
    const { clock } = app.services;
    const attempt = (write: (scope: UserScope) => Promise<unknown>) =>
      assert.rejects(
        write(new UserScope(app.database.database, ann.user, { clock, confirmed: asked() })),
        failure,
      );
    await attempt((scope) => createTask(scope, { title: "Late" }));
    await attempt((scope) => scope.purge(() => undefined));
    await attempt((scope) => scope.forget(new Date(Date.now() + 1e9)));
    const reply = { key: "k", fingerprint: "f", status: 201, headers: {}, body: "{}" };
    await attempt((scope) => scope.keptReplies.insert({ ...reply, created_at: clock() }, clock()));
    await attempt((scope) => scope.keptReplies.remove(() => undefined));
    assert.equal(await contents(), before);
  });
}
