/** Who may call: the bearer of a live token, below their own path, and nobody else. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Method } from "../support/api.ts";
import { ann, api, assertUnauthorized, bob, useApi } from "./fixture.ts";

useApi();

const DAY = 86_400_000;
const OTHER = "00000000-0000-4000-8000-000000000000";

/** Every operation on what is somebody's, below their path. */
const OPERATIONS: [Method, string, object?][] = [
  ["GET", "/tasks"],
  ["POST", "/tasks", { title: "Theirs" }],
  ["GET", "/tasks/1"],
  ["PUT", "/tasks/1", { title: "Theirs" }],
  ["PATCH", "/tasks/1", { title: "Theirs" }],
  ["DELETE", "/tasks/1"],
  ["PATCH", "/tasks/1/complete", { completed: true }],
  ["POST", "/tasks/1/skip", {}],
  ["POST", "/tasks/1/restoration", {}],
  ["POST", "/tasks/1/position", { to: "top" }],
  ["POST", "/tasks/bulk", { ids: [1], action: "delete" }],
  ["GET", "/lists"],
  ["POST", "/lists", { name: "Theirs" }],
  ["GET", "/lists/1"],
  ["PATCH", "/lists/1", { name: "Theirs" }],
  ["DELETE", "/lists/1"],
  ["POST", "/lists/1/position", { to: "top" }],
  ["GET", "/lists/1/sections"],
  ["POST", "/lists/1/sections", { name: "Theirs" }],
  ["PATCH", "/sections/1", { name: "Theirs" }],
  ["DELETE", "/sections/1"],
  ["POST", "/sections/1/position", { to: "top" }],
  ["GET", "/tags"],
  ["PATCH", "/tags/1", { name: "Theirs" }],
  ["DELETE", "/tags/1"],
  ["GET", "/searches"],
  ["POST", "/searches", { name: "Theirs", q: "theirs" }],
  ["GET", "/searches/1"],
  ["PATCH", "/searches/1", { name: "Theirs" }],
  ["DELETE", "/searches/1"],
  ["POST", "/searches/1/position", { to: "top" }],
  ["GET", "/calendar"],
  ["GET", "/stats"],
  ["GET", "/history"],
  ["POST", "/history/1/undo", {}],
  ["GET", "/trash"],
  ["DELETE", "/trash"],
  ["DELETE", "/trash/1"],
  ["GET", "/settings"],
  ["PATCH", "/settings", { week_start: 7 }],
];

test("every operation is among them", () => {
  const paths = OPERATIONS.map(([method, path]) =>
    `${method} /api/{user_id}${path}`.replace("/1", "/{id}"),
  );
  const all = api.description.operations().filter((name) => name.includes("{user_id}"));
  assert.deepEqual(paths.sort(), all.sort());
});

test("without a token nothing is answered, nor is a body looked at", async () => {
  for (const [method, path] of OPERATIONS) {
    const sent = method === "GET" || method === "DELETE" ? {} : { raw: "{ broken" };
    const answer = await api.call(method, `/api/${ann.id}${path}`, sent);
    assertUnauthorized(answer, "Authentication required", `${method} ${path}`);
  }
});

test("below another user's path everything is refused, before anything is looked up", async () => {
  await bob.add("Bob's own");
  const seen = new Set<string>();
  for (const [method, path, json] of OPERATIONS) {
    const other = path.replace("/1", "/99999");
    for (const [owner, address] of [
      [bob.id, path],
      [bob.id, other],
      [bob.id, path.replace("/1", "/abc")],
      [OTHER, path],
      ["abc", path],
      [bob.id.toUpperCase(), path],
      [ann.id.toUpperCase(), path],
      ["%00", path],
    ]) {
      const sent = json === undefined ? {} : { json };
      const answer = await api.call(method, `/api/${owner}${address}`, {
        ...sent,
        token: ann.token,
      });
      assert.equal(answer.status, 403, `${method} /api/${owner}${address}`);
      seen.add(JSON.stringify(answer.body));
    }
  }
  assert.deepEqual([...seen], ['{"error":"Access denied to this resource"}']);
  const { body } = await bob.call("GET", "/tasks");
  assert.deepEqual(
    body.tasks.map(({ title, completed, version }) => [title, completed, version]),
    [["Bob's own", false, 1]],
  );
});

test("a body below another user's path is not looked at", async () => {
  for (const sent of [
    { raw: "{ broken" },
    { raw: "x", headers: { "Content-Type": "text/plain" } },
  ]) {
    const path = `/api/${bob.id}/tasks`;
    assert.equal((await api.call("POST", path, { ...sent, token: ann.token })).status, 403);
  }
});

test("an account that was deleted has no token any more", async () => {
  const claire = await api.account("Claire");
  await claire.add("Gone with her");
  await api.app.database.sql("delete from users where id = $1", [claire.id]);
  assertUnauthorized(await claire.call("GET", "/tasks"), "Authentication required", "deleted");
});

test("a token that has run out says so, and one that was signed out before does not live again", async () => {
  const dora = await api.account("Dora");
  const eve = await api.account("Eve");
  await api.call("POST", "/api/auth/signout", { token: eve.token });
  api.app.advance(7 * DAY - 60_000);
  assert.equal((await dora.call("GET", "/tasks")).status, 200);
  assertUnauthorized(await eve.call("GET", "/tasks"), "Authentication required", "signed out");
  api.app.advance(60_000 + 6_000);
  for (const [method, path] of OPERATIONS) {
    assertUnauthorized(await dora.call(method, path), "Token expired, please log in again", path);
  }
  // The token is checked first, whatever the path.
  const other = await api.call("GET", `/api/${bob.id}/tasks`, { token: dora.token });
  assertUnauthorized(other, "Token expired, please log in again", "another's path");
});
