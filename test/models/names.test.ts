/** Names are the same whatever their case, and however their letters are encoded. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { sentenceOf } from "../../src/api/problems.ts";
import { LIST_PROBLEMS } from "../../src/forms/list.ts";
import { refusedForm } from "../../src/forms/problems.ts";
import { createList, updateList } from "../../src/models/lists.ts";
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
    assert.equal((await findTag(ann, name))?.name, other.normalize("NFC"));
  });
}

it("a list whose name an archived one has says so, in pages and in the API", async () => {
  const garden = saved(await createList(ann, { name: "Garden", colour: "moss" })).value;
  const other = saved(await createList(ann, { name: "Other", colour: "sea" })).value;
  saved(await updateList(ann, garden.id, { archived: true }));
  const expected = ["name taken_by_archived"];
  assert.deepEqual(refused(await createList(ann, { name: "GARDEN", colour: "sea" })), expected);
  assert.deepEqual(refused(await updateList(ann, other.id, { name: "garden" })), expected);
  saved(await createList(bob, { name: "Garden", colour: "sea" }));
  const refusal = { ok: false, problems: [{ field: "name", code: "taken_by_archived" }] } as const;
  const form = refusedForm({ name: "Garden", colour: "sea" }, refusal, LIST_PROBLEMS);
  assert.deepEqual(form.errors, { name: "You have an archived list with this name" });
  assert.equal(sentenceOf(refusal.problems[0], "List"), "You have an archived list with this name");
});
