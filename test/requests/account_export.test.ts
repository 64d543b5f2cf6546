/** Downloading everything that is one's own. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { createList } from "../../src/models/lists.ts";
import { createSearch } from "../../src/models/searches.ts";
import { deleteTask } from "../../src/models/tasks.ts";
import { saved } from "../models/people.ts";
import { PASSWORD } from "../support/app.ts";
import { add, ann, app, bob, browser, usePeople } from "./fixture.ts";

usePeople();

async function download() {
  return browser.submit(await browser.get("/export"), "/export");
}

it("has every row of the user's, and nothing of anyone else's", async () => {
  const { value: list } = saved(await createList(ann.scope, { name: "Garden", colour: "moss" }));
  await add(ann, "Rake", { listId: list.id, tags: ["home"], description: "two lines\nof “notes”" });
  await deleteTask(ann.scope, await add(ann, "Thrown away"));
  saved(await createSearch(ann.scope, { name: "Late", query: "due<today" }));
  saved(await createSearch(bob.scope, { name: "Bob's search", query: "#bob" }));
  await add(bob, "Bob's secret");
  const reply = await download();
  assert.equal(reply.status, 200);
  const { headers, text } = reply.response;
  assert.equal(headers["content-type"], "application/json; charset=utf-8");
  assert.match(
    headers["content-disposition"] ?? "",
    /^attachment; filename="plainlist-[\d-]+\.json"$/,
  );
  assert.equal(headers["cache-control"], "no-store");
  const all = JSON.parse(text);
  assert.equal(all.format, "plainlist-export");
  assert.equal(all.account.email, ann.user.email);
  const titles = all.tasks.map(({ title }: { title: string }) => title);
  assert.deepEqual(titles, ["Rake", "Thrown away"]);
  assert.equal(all.tasks[0].description, "two lines\nof “notes”");
  assert.deepEqual([all.lists.length, all.tags.length, all.task_tags.length], [1, 1, 1]);
  const searches = all.searches.map(({ name, query }: Record<string, string>) => [name, query]);
  assert.deepEqual(searches, [["Late", "due<today"]]);
  assert.ok(all.changes.length >= 4);
  assert.doesNotMatch(text, /Bob|user_id|"claimed_key/);
});

it("is complete beyond one batch of rows", async () => {
  await app.database.sql(
    `insert into tasks (user_id, id, title, position, created_at, updated_at)
     select $1, n, 'task ' || n, n, now(), now() from generate_series(1, 1203) as n`,
    [ann.user.id],
  );
  const all = JSON.parse((await download()).response.text);
  assert.deepEqual(
    all.tasks.map(({ id }: { id: number }) => id),
    Array.from({ length: 1203 }, (_, index) => index + 1),
  );
});

it("needs a fresh sign-in", async () => {
  app.advance(16 * 60_000);
  const asked = await download();
  assert.equal(asked.location, "/auth/confirm");
  const page = await browser.follow(asked);
  const reply = await browser.submit(page, "/auth/confirm", { password: PASSWORD });
  assert.match(reply.response.headers["content-disposition"] ?? "", /^attachment/);
});
