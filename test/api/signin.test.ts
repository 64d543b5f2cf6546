/** A program signs in and out. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { PASSWORD } from "../support/app.ts";
import { ann, api, bob, signIn, signUp, useApi } from "./fixture.ts";

useApi();

test("signing in, with the address in any case, gives the account and a token of its own", async () => {
  const { body: first } = await signUp({
    name: "Ida",
    email: "ida@example.org",
    password: PASSWORD,
  });
  const { status, body } = await signIn({ email: " IDA@Example.org", password: PASSWORD });
  assert.equal(status, 200);
  assert.deepEqual(body.user, first.user);
  assert.notEqual(body.token, first.token);
  const path = `/api/${body.user.id}/tasks`;
  assert.equal((await api.call("GET", path, { token: body.token })).status, 200);
});

test("a wrong password and an unknown address are the same answer", async () => {
  const wrong = await signIn({ email: bob.email, password: "not the right one" });
  const unknown = await signIn({ email: "nobody@example.org", password: "not the right one" });
  const malformed = await signIn({ email: "no address at all", password: "x" });
  for (const { status, body } of [wrong, unknown, malformed]) {
    assert.equal(status, 400);
    assert.deepEqual(body, { error: "Invalid email or password" });
  }
});

test("signing in without address or password says which is missing", async () => {
  const [noEmail, noPassword] = ["Email is required", "Password is required"];
  for (const [sent, fields] of [
    [{}, { email: noEmail, password: noPassword }],
    [
      { email: " ", password: "" },
      { email: noEmail, password: noPassword },
    ],
    [{ password: PASSWORD }, { email: noEmail }],
    [{ email: bob.email }, { password: noPassword }],
    [{ email: bob.email, password: null }, { password: noPassword }],
    [
      { email: [bob.email], password: { length: 8 } },
      { email: noEmail, password: noPassword },
    ],
  ] as [object, Record<string, string>][]) {
    const { status, body } = await signIn(sent);
    assert.equal(status, 400);
    assert.deepEqual(body, { error: Object.values(fields)[0], fields });
  }
});

test("a token that signed out is dead at once and for everything; the others live on", async () => {
  const task = await ann.add("Kept");
  const { body: second } = await signIn({ email: ann.email, password: PASSWORD });
  const { status, body } = await api.call("POST", "/api/auth/signout", { token: ann.token });
  assert.equal(status, 200);
  assert.deepEqual(body, { message: "Signed out successfully" });
  for (const [method, path] of [
    ["GET", "/tasks"],
    ["POST", "/tasks"],
    ["GET", `/tasks/${task.id}`],
    ["PATCH", `/tasks/${task.id}/complete`],
    ["DELETE", `/tasks/${task.id}`],
  ] as const) {
    const answer = await ann.call(method, path);
    assert.equal(answer.status, 401);
    assert.deepEqual(answer.body, { error: "Authentication required" });
  }
  const again = await api.call("POST", "/api/auth/signout", { token: ann.token });
  assert.deepEqual([again.status, again.body.error], [401, "Authentication required"]);
  const other = await api.call("GET", `/api/${ann.id}/tasks/1`, { token: second.token });
  assert.deepEqual([other.status, other.body.completed], [200, false]);
  assert.equal((await bob.call("GET", "/tasks")).status, 200);
});

test("signing out without a valid token is refused", async () => {
  for (const token of [undefined, "a.b.c", "x"]) {
    const sent = token === undefined ? {} : { token };
    const { status, body } = await api.call("POST", "/api/auth/signout", sent);
    assert.equal(status, 401);
    assert.deepEqual(body, { error: "Authentication required" });
  }
});

test("no password, token or task gets into the log", async () => {
  await signIn({ email: ann.email, password: PASSWORD });
  await ann.add("a most private matter");
  const log = JSON.stringify(api.app.log);
  assert.ok(log.includes('"path":"/api/auth/signin"'));
  for (const secret of [PASSWORD, ann.token, ann.token.split(".")[2] ?? "", "private matter"]) {
    assert.ok(!log.includes(secret));
  }
});
