/** A program keeps saved searches; each user their own. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { assertError, assertInvalid } from "../support/api.ts";
import { ann, bob, post, useApi } from "./fixture.ts";

useApi();

const LATE = { name: "Late", q: "due<today is:open" };
const CHANGED = "The search has changed since that version";

test("searches are saved, shown, changed, moved and deleted, and Bob's stay as they are", async () => {
  await post(bob, "/searches", LATE);
  const bobs = (await bob.call("GET", "/searches")).body;
  const made = await post(ann, "/searches", { ...LATE, name: " Late " });
  assert.equal(made.status, 201);
  assert.equal(made.headers.location, `/api/${ann.id}/searches/1`);
  const { created_at, updated_at, ...rest } = made.body as unknown as Record<string, string>;
  assert.deepEqual(rest, { id: 1, ...LATE, position: "1", version: 1 } as never);
  assert.equal(created_at, updated_at);
  assert.deepEqual((await ann.call("GET", "/searches/1")).body, made.body);
  const changed = await ann.call("PATCH", "/searches/1", { json: { q: "due<tomorrow" } });
  assert.equal(changed.status, 200);
  const { name, q, version } = changed.body as unknown as typeof LATE & { version: number };
  assert.deepEqual([name, q, version], ["Late", "due<tomorrow", 2]);
  const same = await ann.call("PATCH", "/searches/1", { json: {} });
  assert.deepEqual(same.body, changed.body);
  assert.equal(same.headers["plainlist-change"], undefined);
  await post(ann, "/searches", { name: "Second", q: "x" });
  const moved = await post(ann, "/searches/2/position", { to: "top" });
  assert.equal(moved.status, 200);
  const { searches } = (await ann.call("GET", "/searches")).body as unknown as {
    searches: { id: number }[];
  };
  assert.deepEqual(
    searches.map(({ id }) => id),
    [2, 1],
  );
  const deleted = await ann.call("DELETE", "/searches/1");
  assert.equal(deleted.status, 204);
  assertError(await ann.call("GET", "/searches/1"), 404, "Search not found");
  await post(ann, `/history/${deleted.headers["plainlist-change"]}/undo`, {});
  assert.equal((await ann.call("GET", "/searches/1")).status, 200);
  assert.deepEqual((await bob.call("GET", "/searches")).body, bobs);
});

describe("a search is refused", () => {
  for (const [json, fields] of [
    [{}, { name: "Name is required", q: "Query is required" }],
    [
      { name: "\u200b", q: " \n " },
      { name: "Name is required", q: "Query is required" },
    ],
    [{ ...LATE, name: "x".repeat(101) }, { name: "Name must be 100 characters or less" }],
    [{ ...LATE, q: "🙂".repeat(1_001) }, { q: "Query must be 1,000 characters or less" }],
    [{ ...LATE, name: ["Late"] }, { name: "Name must be text" }],
    [{ ...LATE, q: 7 }, { q: "Query must be text" }],
    [{ name: "SOON", q: "x" }, { name: "You have a search with this name already" }],
  ] as [object, Record<string, string>][]) {
    test(`with ${Object.values(fields).join(", ")}`, async () => {
      await post(bob, "/searches", LATE);
      await post(ann, "/searches", { name: "Soon", q: "x" });
      await post(ann, "/searches", LATE);
      const before = (await ann.call("GET", "/searches")).body;
      assertInvalid(await post(ann, "/searches", json), fields);
      // An empty change is none.
      if (Object.keys(json).length > 0) {
        assertInvalid(await ann.call("PATCH", "/searches/2", { json }), fields);
      }
      assert.deepEqual((await ann.call("GET", "/searches")).body, before);
    });
  }
});

test("what cannot be stored becomes U+FFFD, and a query stays one line", async () => {
  const raw = '{"name":"a\\u0000b","q":" x\\ud800\\r\\n%_\\\\ "}';
  const made = await ann.call("POST", "/searches", { raw });
  assert.equal(made.status, 201);
  const { name, q } = made.body as unknown as typeof LATE;
  assert.deepEqual([name, q], ["a\uFFFDb", "x\uFFFD %_\\"]);
  const most = { name: "🙂".repeat(100), q: "🙂".repeat(1_000) };
  assert.equal((await post(ann, "/searches", most)).status, 201);
});

test("a program that looks before it writes is told that the search has changed", async () => {
  await post(bob, "/searches", LATE);
  const made = await post(ann, "/searches", LATE);
  assert.equal(made.headers.etag, '"1"');
  const changed = await ann.call("PATCH", "/searches/1", { json: { q: "x" } });
  assert.equal(changed.headers.etag, '"2"');
  assert.equal((await ann.call("GET", "/searches/1")).headers.etag, '"2"');
  const json = { name: "Mine" };
  for (const stale of ['"1"', '"0", "3"', "2", "x"]) {
    const headers = { "If-Match": stale };
    assertError(await ann.call("PATCH", "/searches/1", { json, headers }), 412, CHANGED);
    assertError(await ann.call("DELETE", "/searches/1", { headers }), 412, CHANGED);
    assertError(await ann.call("DELETE", "/searches/9", { headers }), 404, "Search not found");
  }
  const good = { "If-Match": '"1", "2"' };
  assert.equal((await ann.call("PATCH", "/searches/1", { json, headers: good })).status, 200);
  const any = { "If-Match": "*" };
  assert.equal((await ann.call("DELETE", "/searches/1", { headers: any })).status, 204);
  assert.equal((await bob.call("GET", "/searches/1")).status, 200);
});

test("a repeated request saves one search", async () => {
  const headers = { "Idempotency-Key": "one" };
  const first = await ann.call("POST", "/searches", { json: LATE, headers });
  const again = await ann.call("POST", "/searches", { json: LATE, headers });
  assert.deepEqual([again.status, again.body], [first.status, first.body]);
  assert.equal((await bob.call("POST", "/searches", { json: LATE, headers })).status, 201);
  const { searches } = (await ann.call("GET", "/searches")).body as unknown as {
    searches: object[];
  };
  assert.equal(searches.length, 1);
});

test("there are 100 of them", async () => {
  for (let number = 1; number <= 100; number += 1) {
    assert.equal((await post(ann, "/searches", { name: `S${number}`, q: "x" })).status, 201);
  }
  const refused = await post(ann, "/searches", { name: "One more", q: "x" });
  const message = "You have 100 searches, the most this Plainlist allows. Delete some first.";
  assertError(refused, 422, message);
  assert.equal((await post(bob, "/searches", LATE)).status, 201);
});

test("a saved search opens first, until it is deleted; another's does not", async () => {
  await post(bob, "/searches", LATE);
  await post(bob, "/searches", { name: "Second", q: "x" });
  await post(ann, "/searches", LATE);
  const choose = (view: unknown) =>
    ann.call("PATCH", "/settings", { json: { landing_view: view } });
  const shown = async () =>
    ((await ann.call("GET", "/settings")).body as unknown as Record<string, unknown>).landing_view;
  assert.equal((await choose("search:1")).status, 200);
  assert.equal(await shown(), "search:1");
  const wrong = {
    landing_view:
      "Landing view must be today, upcoming, inbox, tasks, or search: and the id of a saved search",
  };
  for (const view of ["search:2", "search:0", "search:", "search:1 ", "search:9999999999", 1]) {
    assertInvalid(await choose(view), wrong);
  }
  assert.equal(await shown(), "search:1");
  await ann.call("PATCH", "/settings", { json: { theme: "dark" } });
  assert.equal(await shown(), "search:1");
  const deleted = await ann.call("DELETE", "/searches/1");
  assert.equal(await shown(), "today");
  await post(ann, `/history/${deleted.headers["plainlist-change"]}/undo`, {});
  assert.equal(await shown(), "search:1");
  await choose("inbox");
  assert.equal(await shown(), "inbox");
});
