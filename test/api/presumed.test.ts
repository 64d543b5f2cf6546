/** A sign-in that has ended, or an account that has changed, since this process has last seen it. */
import assert from "node:assert/strict";
import { beforeEach, it } from "node:test";
import supertest from "supertest";
import { updatePreferences } from "../../src/models/preferences.ts";
import { add, ann, app, bob, browser, usePeople } from "../requests/fixture.ts";
import { statementsOf } from "../support/statements.ts";

usePeople();
let token: string;

beforeEach(async () => {
  await add(ann, "Secret one");
  const client = { userAgent: "", address: "127.0.0.1" };
  token = await app.services.authenticator.signInBearer(client, ann.user);
  assert.equal((await api("get", "/tasks")).status, 200);
  await browser.get("/tasks");
});

function api(method: "get" | "post", path: string, user = ann.user.id) {
  return supertest(app.app)[method](`/api/${user}${path}`).auth(token, { type: "bearer" });
}

const revoke = () =>
  app.database.sql("update auth_sessions set revoked_at = now() where user_id = $1", [ann.user.id]);

it("a revoked token gets 401 for another user's path", async () => {
  await revoke();
  assert.equal((await api("get", "/tasks", bob.user.id)).status, 401);
});

it("a revoked token gets 401 for a body that is no JSON", async () => {
  await revoke();
  assert.equal((await api("post", "/tasks").type("json").send("{")).status, 401);
});

it("a revoked token gets 401 for a body of another type", async () => {
  await revoke();
  assert.equal((await api("post", "/tasks").type("form").send("a=b")).status, 401);
});

it("once a sign-in has turned out to be revoked, nothing more is read for it", async () => {
  await revoke();
  for (const read of [
    (n: number) => api("get", `/tasks?search=x${n}`).then(({ status }) => status),
    (n: number) => browser.get(`/tasks?q=x${n}`).then(({ status }) => status),
  ]) {
    await read(1);
    const statements = await statementsOf(() => read(2));
    const own = statements.filter((text) => !/auth_sessions/.test(text));
    assert.deepEqual(own, []);
  }
});

it("a refusal that is not kept, since the user is not as presumed, is not logged as a failure", async () => {
  await updatePreferences(
    app.database.database,
    ann.user.id,
    { timeZone: "Asia/Tokyo", weekStart: 1, dateFormat: null },
    { now: new Date() },
  );
  app.log.length = 0;
  const answer = await api("post", "/tasks").set("Idempotency-Key", "k").send({ title: "" });
  assert.equal(answer.status, 400);
  assert.deepEqual(
    app.log.filter(({ msg }) => /could not be stored/.test(String(msg))),
    [],
  );
});
