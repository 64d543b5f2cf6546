/** The history by day, with links, and filtered: by kind, by words, by task. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { CHANGE_KINDS } from "../../src/db/change_description.ts";
import { CHANGE_GROUPS, kindsIn } from "../../src/models/change_groups.ts";
import { undoChange } from "../../src/models/changes.ts";
import { createList, deleteList } from "../../src/models/lists.ts";
import { createSection } from "../../src/models/sections.ts";
import { deleteTag, renameTag } from "../../src/models/tags.ts";
import { createTask, deleteTask, setCompletion, updateTask } from "../../src/models/tasks.ts";
import { saved } from "../models/people.ts";
import { fieldsOfForm, type PageResult } from "../support/browser.ts";
import { add, ann, app, bob, browser, usePeople } from "./fixture.ts";

usePeople();

const DAY = 86_400_000;

/** "Completed Oats" by the text of each row, without the time and the button. */
function rowsOf(page: PageResult): string[] {
  return page.document
    .querySelectorAll(".history > li > div > span")
    .map((row) => row.text.replace(/\s+/g, " ").trim());
}

async function rows(query: string): Promise<string[]> {
  return rowsOf(await browser.get(`/history${query}`));
}

/** A bit of everything. */
async function doMuch(): Promise<void> {
  const { scope } = ann;
  saved(await createList(scope, { name: "Küche", colour: "moss" }));
  saved(await createSection(scope, { listId: 1, name: "Shelf" }));
  await add(ann, "Café au lait", { tags: ["bills"] });
  saved(await updateTask(scope, 1, { title: "Tea" }));
  saved(await setCompletion(scope, 1, { done: true }));
  saved(await renameTag(scope, 1, { name: "post" }));
  await add(ann, "Oats 100%");
  const { changeId } = saved(await deleteTask(scope, 2));
  saved(await undoChange(scope, changeId ?? 0, { force: false }));
}

test("by day on the person's clock: today, yesterday, and the day", async () => {
  const { scope, user } = ann;
  await app.database.sql("update users set time_zone = 'Pacific/Kiritimati' where id = $1", [
    user.id,
  ]);
  const now = Date.now();
  for (const [title, days] of [
    ["Old", 9],
    ["Recent", 1],
    ["New", 0],
  ] as const) {
    saved(await createTask(scope.at(new Date(now - days * DAY)), { title }));
  }
  const page = await browser.get("/history");
  const sections = page.document.querySelectorAll("main section").map((section) => {
    const [row] = section.querySelectorAll("li > div > span");
    return [section.querySelector("h2")?.text.trim(), row?.text.replace(/\s+/g, " ").trim()];
  });
  const local = new Date(now - 9 * DAY + 14 * 3_600_000);
  const heading = new RegExp(
    `^${local.toLocaleDateString("en", { weekday: "short", timeZone: "UTC" })} ${local.getUTCDate()} `,
  );
  assert.deepEqual(sections.slice(0, 2), [
    ["Today", "Added New"],
    ["Yesterday", "Added Recent"],
  ]);
  assert.match(sections[2]?.[0] ?? "", heading);
});

test("links to what it is about, if that is still there", async () => {
  const { scope } = ann;
  await doMuch();
  await add(bob, "Bob's");
  saved(await deleteTag(scope, 1));
  // What is in the trash is not there.
  await add(ann, "Gone");
  saved(await deleteTask(scope, 3));
  saved(await createList(scope, { name: "Garden", colour: "sea" }));
  saved(await deleteList(scope, 2));
  const links = (page: PageResult) =>
    page.document
      .querySelectorAll(".history > li > div > span a")
      .map((link) => [link.text, link.getAttribute("href")]);
  assert.deepEqual(links(await browser.get("/history")), [
    ["Oats 100%", "/tasks/2"],
    ["Oats 100%", "/tasks/2"],
    ["Tea", "/tasks/1"],
    ["Tea", "/tasks/1"],
    ["Café au lait", "/tasks/1"],
    ["Shelf", "/lists/1"],
    ["Küche", "/lists/1"],
  ]);
  assert.deepEqual(links(await bob.browser.get("/history")), [["Bob's", "/tasks/1"]]);
});

test("each kind of change is in one group, and undone ones in one more", async () => {
  await doMuch();
  assert.deepEqual(await rows("?kind=added"), ["Added Oats 100%", "Added Café au lait"]);
  assert.deepEqual(await rows("?kind=completed"), ["Completed Tea"]);
  assert.deepEqual(await rows("?kind=changed"), ["Changed Tea"]);
  assert.deepEqual(await rows("?kind=deleted"), ["Undone: deleted Oats 100%"]);
  assert.deepEqual(await rows("?kind=undone"), ["Undone: deleted Oats 100%"]);
  assert.deepEqual(await rows("?kind=lists"), [
    "Created the section Shelf",
    "Created the list Küche",
  ]);
  assert.deepEqual(await rows("?kind=tags"), ["Renamed the tag #post"]);
  assert.deepEqual(await rows("?kind=moved"), []);
  const grouped = CHANGE_GROUPS.flatMap((group) => kindsIn(group) ?? []);
  assert.deepEqual(
    grouped.toSorted(),
    CHANGE_KINDS.filter((kind) => !["undo", "redo"].includes(kind)).toSorted(),
  );
});

test("words are found anywhere in a title, whatever their case and accents", async () => {
  await doMuch();
  const found = async (q: string) => rows(`?q=${encodeURIComponent(q)}`);
  assert.deepEqual(await found("cafe"), ["Added Café au lait"]);
  assert.deepEqual(await found("LAIT  Ca"), ["Added Café au lait"]);
  assert.deepEqual(await found("kuche"), ["Created the list Küche"]);
  assert.deepEqual(await found("KU\u0308CHE"), ["Created the list Küche"]);
  assert.deepEqual(await found("100%"), ["Undone: deleted Oats 100%", "Added Oats 100%"]);
  for (const q of ["%", "_", "\\"]) {
    assert.equal((await found(q)).length, q === "%" ? 2 : 0, q);
  }
  assert.deepEqual(await found("Bob"), []);
  assert.deepEqual(await found("tea lait"), []);
  const page = await browser.get("/history?q=nowhere&kind=added");
  assert.match(page.text, /Nothing matches\./);
  assert.equal(page.document.querySelector("#q")?.getAttribute("value"), "nowhere");
  assert.ok(page.document.querySelector("details[open]"));
});

test("words are found as the search of tasks finds them: in any script, a letter where a word begins", async () => {
  for (const title of ["Læs Łódź’s avis", "買い物リスト", "Straße fegen", "Aßlar B", "ΟΔΟΣ"]) {
    await add(ann, title);
  }
  await add(bob, "Straße von Bob");
  const found = async (q: string) => rows(`?q=${encodeURIComponent(q)}`);
  assert.deepEqual(await found("laes lodz's"), ["Added Læs Łódź’s avis"]);
  assert.deepEqual(await found("物"), ["Added 買い物リスト"]);
  assert.deepEqual(await found("ﾘｽﾄ"), ["Added 買い物リスト"]);
  assert.deepEqual(await found("STRASSE"), ["Added Straße fegen"]);
  assert.deepEqual(await found("οδος"), ["Added ΟΔΟΣ"]);
  // "b" begins no other word; "s" would be in most titles.
  assert.deepEqual(await found("b"), ["Added Aßlar B"]);
  assert.deepEqual(await found("S"), ["Added Straße fegen", "Added Læs Łódź’s avis"]);
  // As in a search, what nobody sees is not looked for.
  assert.equal((await found("\u200b\u0301")).length, 5);
  assert.deepEqual(await bob.browser.get("/history?q=strasse").then(rowsOf), [
    "Added Straße von Bob",
  ]);
});

test("one task's history keeps its filters from page to page, and over an Undo", async () => {
  await add(ann, "Rent");
  await add(ann, "Oats");
  for (let index = 0; index < 60; index += 1) {
    saved(await updateTask(ann.scope, 1, { title: `Rent ${index}` }));
  }
  const first = await browser.get("/history?task=1&kind=changed&q=rent");
  assert.equal(first.document.querySelector("title")?.text.includes("History of Rent 59"), true);
  assert.equal(rowsOf(first)[0], "Title Rent 58 to Rent 59");
  assert.equal(rowsOf(first).length, 50);
  const next = first.document.querySelector('a[rel="next"]')?.getAttribute("href") ?? "";
  const second = await browser.get(next.replaceAll("&amp;", "&"));
  assert.equal(rowsOf(second).length, 10);
  assert.equal(rowsOf(second).at(-1), "Title Rent to Rent 0");
  const form = first.document.querySelector(".history form");
  assert.ok(form);
  const undone = await browser.post(form.getAttribute("action") ?? "", fieldsOfForm(form));
  assert.equal(undone.location, "/history?task=1&kind=changed&q=rent");
  const after = await browser.follow(undone);
  assert.equal(rowsOf(after)[0], "Undone: Title Rent 58 to Rent 59");
});

test("what is not a filter is a 400 that explains, and another's task is nobody's", async () => {
  await add(bob, "Bob's");
  for (const [query, message] of [
    [
      "kind=gone",
      /Kind must be added, completed, changed, moved, deleted, lists, tags, searches or undone/,
    ],
    ["kind=added&kind=moved", /Kind must be/],
    ["task=abc", /Task must be the number of a task/],
    ["task=99999999999", /Task must be the number of a task/],
    ["task=1&task=2", /Task must be/],
    [`q=${"x".repeat(201)}`, /must be 200 characters or less/],
    ["q=a&q=b", /must be 200 characters or less/],
    ["kind=added&cursor=x", /./],
  ] as const) {
    const page = await browser.get(`/history?${query}`);
    assert.equal(page.status, 400, query);
    assert.match(page.text, message);
  }
  for (const q of ["%00", "%ED%A0%80", "%E2%80%AE", "%", "'", '"', "\\u0301", "%CC%81"]) {
    assert.equal((await browser.get(`/history?q=${q}`)).status, 200, q);
  }
  const [theirs, nobodys] = [
    await browser.get("/history?task=1"),
    await browser.get("/history?task=99"),
  ];
  assert.equal(theirs.status, 404);
  assert.equal(
    theirs.html.replace(/[0-9a-f-]{36}/g, ""),
    nobodys.html.replace(/[0-9a-f-]{36}/g, ""),
  );
});
