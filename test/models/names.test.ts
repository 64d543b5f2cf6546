/** Names are the same whatever their case, and however their letters are encoded. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { createList } from "../../src/models/lists.ts";
import { findTag, listTags, renameTag } from "../../src/models/tags.ts";
import { listTasks } from "../../src/models/task_queries.ts";
import { createTask } from "../../src/models/tasks.ts";
import { add, ann, bob, refused, saved, usePeople } from "./people.ts";

usePeople();

const PAIRS: [string, string][] = [
  ["Caf\u00e9", "cafe\u0301"],
  ["Σίσυφος", "ΣΊΣΥΦΟΣ"],
  ["Straße", "STRASSE"],
];

for (const [name, other] of PAIRS) {
  it(`#${name} and #${other} are one tag`, async () => {
    await add(ann, "One", { tags: [name] });
    await add(ann, "Two", { tags: [other, name] });
    await add(bob, "Bob\u2019s", { tags: [other] });
    assert.deepEqual(
      (await listTags(ann)).map((tag) => tag.name),
      [name],
    );
    assert.equal((await findTag(ann, other))?.name, name);
    const query = { status: "all", sort: "created", limit: 9, cursor: null } as const;
    const { tasks } = await listTasks(ann, { ...query, source: { kind: "tag", tag: other } });
    assert.deepEqual(
      tasks.map(({ title, tags }) => [title, tags]),
      [
        ["Two", [name]],
        ["One", [name]],
      ],
    );
  });

  it(`a list ${other} is the list ${name}`, async () => {
    const list = saved(await createList(ann, { name, colour: "moss" })).value;
    assert.deepEqual(refused(await createList(ann, { name: other, colour: "sea" })), [
      "name taken",
    ]);
    const task = saved(await createTask(ann, { title: "In it", listName: other })).value;
    assert.equal(task.list?.id, list.id);
    saved(await createList(bob, { name: other, colour: "sea" }));
  });

  it(`a tag can be renamed from ${name} to ${other}, and no other one`, async () => {
    await add(ann, "One", { tags: [name, "third"] });
    const third = await findTag(ann, "third");
    assert.deepEqual(refused(await renameTag(ann, third?.id ?? null, { name: other })), [
      "name taken",
    ]);
    const tag = await findTag(ann, name);
    saved(await renameTag(ann, tag?.id ?? null, { name: other }));
    assert.equal((await findTag(ann, name))?.name, other);
  });
}
