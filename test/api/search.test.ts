/** A program searches: the list of tasks with a query. */
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type { TaskJson } from "../support/api.ts";
import { addList, ann, bob, useApi } from "./fixture.ts";

useApi();
beforeEach(async () => {
  const list_id = await addList(ann, "Café");
  await ann.add("Buy a pump", { list_id, due_on: "2026-11-30", priority: "high" });
  await ann.add("Read about heating", { description: "The pump hums.", tags: ["home"] });
  await ann.add("Pump the tyres", { completed: true });
  await ann.add("会议 tomorrow");
  await bob.add("Bob's pump");
});

async function found(q: string, more = ""): Promise<string[]> {
  const { status, body } = await ann.call("GET", `/tasks?q=${encodeURIComponent(q)}${more}`);
  assert.equal(status, 200, q);
  return body.tasks.map(({ title }: TaskJson) => title);
}

test("finds words and facts, the best match first, and nothing of anyone else's", async () => {
  for (const [q, expected] of [
    ["pump", ["Buy a pump", "Read about heating", "Pump the tyres"]],
    ["PÛMP is:open", ["Buy a pump", "Read about heating"]],
    ["pump sort:title", ["Buy a pump", "Pump the tyres", "Read about heating"]],
    ["@cafe", ["Buy a pump"]],
    ["#home or priority:high", ["Buy a pump", "Read about heating"]],
    ["议", ["会议 tomorrow"]],
    ["bob", []],
    ["-is:open", ["Pump the tyres"]],
  ] as const) {
    assert.deepEqual((await found(q)).toSorted(), [...expected].toSorted(), q);
  }
  assert.deepEqual(
    await found("pump"),
    ["Buy a pump", "Pump the tyres", "Read about heating"].toSorted(byRank),
  );
  assert.deepEqual(await found("pump", "&status=completed"), ["Pump the tyres"]);
  assert.deepEqual(await found("pump", "&list_id=1"), ["Buy a pump"]);
  assert.deepEqual(await found(" ", "&sort=title&limit=1"), ["Buy a pump"]);
});

/** The title before the notes, and what is to do before what is done. */
function byRank(one: string, other: string): number {
  const order = ["Buy a pump", "Read about heating", "Pump the tyres"];
  return order.indexOf(one) - order.indexOf(other);
}

test("goes on where the page before ended", async () => {
  const titles: string[] = [];
  let cursor = "";
  do {
    const { body } = await ann.call("GET", `/tasks?q=pump&limit=1${cursor}`);
    titles.push(...body.tasks.map(({ title }: TaskJson) => title));
    cursor = body.next === null ? "" : `&cursor=${encodeURIComponent(body.next)}`;
  } while (cursor !== "");
  assert.deepEqual(titles, ["Buy a pump", "Read about heating", "Pump the tyres"]);
});

test("what cannot be understood is a 400 that says why", async () => {
  for (const [q, message] of [
    ["list:hme", "There is no list “hme”"],
    ["list:cafee", "There is no list “cafee”. Did you mean “Café”?"],
    ["is:opne", "There is no “is:opne”. Did you mean “is:open”?"],
    ["due:frday", "“frday” is not a day. Did you mean “friday”?"],
    ["(pump", "This parenthesis is not closed"],
    ["🙂".repeat(1001), "Query must be 1,000 characters or less"],
    // Not what is wrong with its beginning alone.
    [`list:nowhere "${"x ".repeat(600)}"`, "Query must be 1,000 characters or less"],
  ] as const) {
    const { status, body } = await ann.call("GET", `/tasks?q=${encodeURIComponent(q)}`);
    assert.deepEqual([status, body], [400, { error: message, fields: { q: message } }], q);
  }
  const twice = await ann.call("GET", "/tasks?q=a&q=b");
  const message = "Query must be one text";
  assert.deepEqual([twice.status, twice.body], [400, { error: message, fields: { q: message } }]);
});

test("finds what is in the Trash or archived where it is asked for, whatever else narrows it", async () => {
  const other = await addList(ann, "Other");
  const gone = await ann.add("Gone", { list_id: 1 });
  const elsewhere = await ann.add("Gone elsewhere", { list_id: other });
  const item = await ann.add("Gone item", { parent_id: 1 });
  const loose = await ann.add("Gone from the Inbox");
  const of = await bob.add("Gone, of Bob");
  for (const { id } of [gone, elsewhere, item, loose]) {
    assert.equal((await ann.call("DELETE", `/tasks/${id}`)).status, 204);
  }
  await bob.call("DELETE", `/tasks/${of.id}`);
  assert.deepEqual(await found("is:deleted", "&list_id=1"), ["Gone"]);
  assert.deepEqual(await found("is:deleted", "&list_id=inbox"), ["Gone from the Inbox"]);
  assert.deepEqual(await found("is:deleted", "&list_id=99"), []);
  assert.deepEqual(await found("is:deleted", "&parent_id=1"), ["Gone item"]);
  const all = ["Gone", "Gone elsewhere", "Gone from the Inbox"];
  assert.deepEqual((await found("is:deleted", "&archived=true")).toSorted(), all);
  assert.deepEqual(await found("gone", "&list_id=1"), []);
  assert.deepEqual((await found("gone or is:deleted", "&list_id=1")).toSorted(), ["Gone"]);
  await ann.call("PATCH", "/lists/1", { json: { archived: true } });
  assert.deepEqual(await found("pump"), ["Read about heating", "Pump the tyres"]);
  assert.deepEqual(await found("pump", "&list_id=1"), ["Buy a pump"]);
  assert.deepEqual(await found("is:archived", "&list_id=1"), ["Buy a pump"]);
  assert.deepEqual(await found("is:archived", `&list_id=${other}`), []);
  assert.deepEqual(await found("pump", "&archived=true"), [
    "Buy a pump",
    "Read about heating",
    "Pump the tyres",
  ]);
});
