/** A tag's page, its other name and its end. */
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { createTask, deleteTask, findTask } from "../../src/models/tasks.ts";
import { startTestApp, type TestApp } from "../support/app.ts";

let app: TestApp;

before(async () => {
  app = await startTestApp();
});
after(async () => app.close());

async function tagged(name: string) {
  const person = await app.signedUp(name);
  await createTask(person.scope, { title: `${name}'s rent`, tags: ["bills", "home"] });
  await createTask(person.scope, { title: `${name}'s café`, tags: ["日本"] });
  return person;
}

it("a tag has a page under its name, in whatever script, and a form", async () => {
  const { browser } = await tagged("Ann");
  assert.deepEqual((await browser.get("/tags/bills")).titles, ["Ann's rent"]);
  assert.deepEqual((await browser.get(`/tags/${encodeURIComponent("日本")}`)).titles, [
    "Ann's café",
  ]);
  const page = await browser.get("/tags/BILLS/edit");
  assert.equal(page.status, 200);
  assert.equal(
    page.document.querySelector("main input[name=name]")?.getAttribute("value"),
    "bills",
  );
});

it("a tag gets another name on all tasks, and Undo gives back the old one", async () => {
  const { browser } = await tagged("Ann");
  const form = await browser.get("/tags/bills/edit");
  const renamed = await browser.submit(form, "/tags/bills/name", { name: " #Rent " });
  assert.equal(renamed.location, "/tags/Rent");
  const page = await browser.follow(renamed);
  assert.match(page.flash ?? "", /Renamed the tag #Rent/);
  assert.deepEqual(page.titles, ["Ann's rent"]);
  assert.equal((await browser.get("/tags/bills")).status, 404);
  const undo = page.document.querySelector('.flash form[action^="/undo/"]');
  const undone = await browser.submit(page, undo?.getAttribute("action") ?? "");
  assert.equal(undone.path, "/tags/bills");
  assert.deepEqual((await browser.follow(undone)).titles, ["Ann's rent"]);
});

it("a tag has at most 50 letters, in however many code points each is written, by every door", async () => {
  const { browser, scope } = await tagged("Ann");
  const { scope: bob } = await tagged("Bob");
  const written = (letter: string) => `${letter}\u0308`.repeat(50);
  const form = await browser.get("/tags/bills/edit");
  const renamed = await browser.submit(form, "/tags/bills/name", { name: written("a") });
  assert.equal(renamed.status, 303);
  const bulk = { action: "tag", tag: written("o"), task: "1" };
  await browser.submit(await browser.get("/tasks"), "/tasks/bulk", bulk);
  await browser.submit(await browser.get("/tasks/2/edit"), "/tasks/2", { tags: written("u") });
  const tags = async (id: number, of = scope) => (await findTask(of, id))?.tags;
  const expected = ["ä", "home", "ö"].map((name) => (name === "home" ? name : name.repeat(50)));
  assert.deepEqual(await tags(1), expected);
  assert.deepEqual(await tags(2), ["ü".repeat(50)]);
  assert.deepEqual(await tags(1, bob), ["bills", "home"]);
});

for (const [name, message] of [
  ["", "Tag name is required"],
  ["two words", "Tag name must be letters, digits, - and _ only"],
  ["x".repeat(51), "Tag name must be 50 characters or less"],
  ["HOME", "You have a tag with this name already"],
] as const) {
  it(`a tag keeps its name, and the form what was typed: ${message}`, async () => {
    const { browser } = await tagged("Ann");
    const form = await browser.get("/tags/bills/edit");
    const page = await browser.submit(form, "/tags/bills/name", { name });
    assert.equal(page.status, 422);
    assert.deepEqual(page.problems, [message]);
    assert.equal(page.document.querySelector("main input[name=name]")?.getAttribute("value"), name);
    assert.equal((await browser.get("/tags/bills")).status, 200);
  });
}

it("a tag comes off its tasks, and Undo puts it back on", async () => {
  const { browser } = await tagged("Ann");
  const form = await browser.get("/tags/bills/edit");
  const page = await browser.follow(await browser.submit(form, "/tags/bills/deletion"));
  assert.match(page.flash ?? "", /Deleted the tag #bills/);
  assert.equal(page.titles.length, 2);
  assert.equal((await browser.get("/tags/bills")).status, 404);
  const undo = page.document.querySelector('.flash form[action^="/undo/"]');
  await browser.submit(page, undo?.getAttribute("action") ?? "");
  assert.deepEqual((await browser.get("/tags/bills")).titles, ["Ann's rent"]);
});

it("another's tag is the 404 of what is not there, and one's own of that name is another", async () => {
  const ann = await tagged("Ann");
  const { browser, scope } = await app.signedUp("Bob");
  const token = await browser.token();
  const posts: [string, Record<string, string>][] = [
    ["/tags/bills/name", { name: "mine" }],
    ["/tags/bills/deletion", {}],
  ];
  for (const [path, fields] of posts) {
    const other = await browser.post(path, { _csrf: token, ...fields });
    const nobody = await browser.post(path.replace("bills", "none"), { _csrf: token, ...fields });
    assert.deepEqual([other.status, nobody.status], [404, 404]);
    assert.equal(other.html, nobody.html);
  }
  for (const path of ["/tags/bills", "/tags/bills/edit", "/tags/%00", "/tags/a%00/edit"]) {
    assert.equal((await browser.get(path)).status, 404, path);
  }
  await createTask(scope, { title: "Bob's", tags: ["bills"] });
  await browser.post("/tags/bills/name", { _csrf: token, name: "mine" });
  assert.deepEqual((await browser.get("/tags/mine")).titles, ["Bob's"]);
  assert.deepEqual((await ann.browser.get("/tags/bills")).titles, ["Ann's rent"]);
});

it("all tags are on one page with their numbers, which the menu leads to", async () => {
  const { browser, scope } = await tagged("Ann");
  await tagged("Bob");
  await createTask(scope, { title: "Finished", tags: ["bills"], completed: true });
  await createTask(scope, { title: "Gas", tags: ["bills", "unused"] });
  await deleteTask(scope, 4);
  const rows = async () => {
    const page = await browser.get("/tags");
    return page.document
      .querySelectorAll("main .rows li > div:first-child")
      .map(({ text }) => text.replace(/\s+/g, " "));
  };
  const expected = [
    "#bills 1 task to do",
    "#home 1 task to do",
    "#unused 0 tasks to do",
    "#日本 1 task to do",
  ];
  assert.deepEqual(await rows(), expected);
  await app.database.sql(
    "update users set task_counts = null, last_change_id = last_change_id + 1",
  );
  assert.deepEqual(await rows(), expected, "where they have to be counted");
  const menu = (await browser.get("/dashboard")).document.querySelectorAll("nav a");
  assert.ok(menu.some((link) => link.text === "All tags" && link.getAttribute("href") === "/tags"));
  const gone = await browser.submit(await browser.get("/tags"), "/tags/unused/deletion");
  assert.equal(gone.path, "/tags");
});

it("two tags are merged on all tasks at one press, and parted by Undo", async () => {
  const { browser, scope } = await tagged("Ann");
  const bob = await tagged("Bob");
  await createTask(scope, { title: "Gas", tags: ["bills"] });
  const form = await browser.get("/tags/bills/edit");
  const taken = await browser.submit(form, "/tags/bills/name", { name: "HOME" });
  assert.equal(taken.status, 422);
  const button = taken.document.querySelector('[name="merge"]');
  assert.ok(button);
  assert.equal(button.text, "Merge into #home");
  const merged = await browser.press(button);
  assert.equal(merged.location, "/tags/home");
  const page = await browser.follow(merged);
  assert.match(page.flash ?? "", /^Merged it into the tag #home\./);
  assert.deepEqual(page.titles.toSorted(), ["Ann's rent", "Gas"]);
  assert.match(page.text, /2 to do\./);
  assert.equal((await browser.get("/tags/bills")).status, 404);
  assert.deepEqual((await findTask(scope, 3))?.tags, ["home"]);
  assert.deepEqual((await findTask(bob.scope, 1))?.tags, ["bills", "home"]);
  const undo = page.document.querySelector('.flash form[action^="/undo/"]');
  const undone = await browser.submit(page, undo?.getAttribute("action") ?? "");
  assert.equal(undone.path, "/tags/bills");
  assert.deepEqual((await findTask(scope, 1))?.tags, ["bills", "home"]);
  assert.deepEqual((await findTask(scope, 3))?.tags, ["bills"]);
  assert.match((await browser.get("/history")).text, /Merged a tag into #home/);
  for (const name of ["bills", "nothing"]) {
    const refused = await browser.submit(form, "/tags/bills/name", { name, merge: "1" });
    assert.ok([404, 422].includes(refused.status), name);
  }
});
