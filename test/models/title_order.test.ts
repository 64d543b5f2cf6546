/** Titles and tags in the order that a person expects, whatever the database's own locale. */
import assert from "node:assert/strict";
import { beforeEach, it } from "node:test";
import { listTags } from "../../src/models/tags.ts";
import type { TaskCursor } from "../../src/models/task_page.ts";
import { listTasks } from "../../src/models/task_queries.ts";
import { findTask, findTaskIn } from "../../src/models/tasks.ts";
import { add, ann, bob, usePeople } from "./people.ts";

usePeople();

const TITLES = [
  "2 eggs",
  "10 eggs",
  "Äpfel",
  "apple",
  "Apple",
  "banana",
  "éclair",
  "item 9",
  "Item 10",
  "item 11",
  "Zebra",
  "Ωμέγα",
  "яблоко",
  "りんご",
];

beforeEach(async () => {
  for (const title of TITLES.toReversed()) await add(ann, title);
  await add(bob, "aardvark");
});

const QUERY = { source: { kind: "all" }, status: "all", sort: "title" } as const;

it("sorts numbers as numbers and accents beside their letters, in any script", async () => {
  const { tasks } = await listTasks(ann, { ...QUERY, limit: 99, cursor: null });
  assert.deepEqual(
    tasks.map(({ title }) => title),
    TITLES,
  );
});

it("pages through them one by one, and knows the one after each", async () => {
  const found: string[] = [];
  let cursor: TaskCursor | null = null;
  do {
    const page = await listTasks(ann, { ...QUERY, limit: 1, cursor });
    const [task] = page.tasks;
    assert.ok(task);
    const after = await findTaskIn(ann, task.id, QUERY);
    const following = after?.following == null ? null : await findTask(ann, after.following);
    assert.equal(following?.title ?? null, TITLES[found.length + 1] ?? null);
    found.push(task.title);
    cursor = page.next;
  } while (cursor !== null);
  assert.deepEqual(found, TITLES);
});

it("sorts tags so too, of a task and of all, as soon as they are saved", async () => {
  const tags = ["week10", "Zoo", "öl", "apple", "week9"];
  const expected = ["apple", "öl", "week9", "week10", "Zoo"];
  const { id, tags: own } = await add(ann, "Tagged", { tags });
  assert.deepEqual(own, expected);
  assert.deepEqual((await findTask(ann, id))?.tags, expected);
  assert.deepEqual(
    (await listTags(ann)).map(({ name }) => name),
    expected,
  );
});
