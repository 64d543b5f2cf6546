/** A tag's page, its other name and its end. */
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { createTask } from "../../src/models/tasks.ts";
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
