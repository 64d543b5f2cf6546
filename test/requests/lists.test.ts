/** Making, changing, ordering and putting away lists and their sections: what is said, and what it leaves. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createList } from "../../src/models/lists.ts";
import { createSection } from "../../src/models/sections.ts";
import { createTask } from "../../src/models/tasks.ts";
import type { PageResult } from "../support/browser.ts";
import { ann, app, bob, browser, usePeople } from "./fixture.ts";
import { everything, furnish, post } from "./lists_fixture.ts";

usePeople();

function links(page: PageResult, prefix: RegExp): string[] {
  return page.document
    .querySelectorAll("main li a")
    .filter((link) => prefix.test(link.getAttribute("href") ?? ""))
    .map((link) => link.text.trim());
}

describe("a list", () => {
  it("is made from its form, and is there at once: a page, in the navigation, among all", async () => {
    const form = await browser.get("/lists/new");
    const made = await browser.submit(form, "/lists", { name: "  Home ", colour: "rose" });
    assert.equal(made.location, "/lists/1");
    const page = await browser.follow(made);
    assert.match(page.flash ?? "", /Created the list Home/);
    assert.ok(page.document.querySelector('nav a[href="/lists/1"][aria-current="page"]'));
    assert.deepEqual(links(await browser.get("/lists"), /^\/lists\/1$/), ["Home"]);
    await browser.submit(page, "/undo/1");
    assert.equal((await browser.get("/lists/1")).status, 404);
  });

  for (const [name, message] of [
    ["", "List name is required"],
    ["x".repeat(101), "List name must be 100 characters or less"],
    ["hOME", "You have a list with this name already"],
  ] as const) {
    it(`is not made, and keeps what was typed: ${message}`, async () => {
      await furnish(ann);
      const form = await browser.get("/lists/new");
      const page = await browser.submit(form, "/lists", { name, colour: "rose" });
      assert.equal(page.status, 422);
      assert.deepEqual(page.problems, [message]);
      const input = page.document.querySelector("main input[name=name]");
      assert.equal(input?.getAttribute("value"), name);
      assert.equal(input?.getAttribute("aria-invalid"), "true");
      assert.ok(page.document.querySelector("input[value=rose][checked]"));
      const saved = await browser.submit(await browser.get("/lists/2/edit"), "/lists/2", { name });
      assert.equal(saved.status, 422);
      assert.deepEqual(saved.problems, [message]);
      assert.equal((await browser.get("/lists/2")).document.querySelector("h1")?.text, "Work");
    });
  }

  it("gets another name and colour, and Undo gives back the old ones", async () => {
    await furnish(ann);
    const before = await everything(ann);
    const form = await browser.get("/lists/1/edit");
    const saved = await browser.submit(form, "/lists/1", { name: "House", colour: "sand" });
    assert.equal(saved.location, "/lists/1");
    const page = await browser.follow(saved);
    assert.equal(page.document.querySelector("h1")?.text, "House");
    const undo = page.document.querySelector('form[action^="/undo/"]');
    await browser.submit(page, undo?.getAttribute("action") ?? "");
    assert.deepEqual(await everything(ann), before);
  });

  it("is archived and brought back; twice is once", async () => {
    await furnish(ann);
    const archived = await post(browser, "/lists/1/archiving", { archived: "1" });
    assert.equal(archived.location, "/lists");
    const page = await browser.follow(archived);
    assert.match(page.flash ?? "", /Archived the list Home/);
    assert.ok(!page.document.querySelector('nav a[href="/lists/1"]'));
    const when = () =>
      app.database.sql("select archived_at from lists where user_id = $1 and id = 1", [
        ann.user.id,
      ]);
    const first = await when();
    app.advance(60_000);
    const again = await browser.follow(
      await post(browser, "/lists/1/archiving", { archived: "1" }),
    );
    assert.deepEqual(await when(), first);
    assert.ok(!again.document.querySelector('.flash form[action^="/undo/"]'));
    const back = await browser.submit(await browser.get("/lists/1/edit"), "/lists/1/archiving");
    assert.equal(back.location, "/lists/1");
    assert.equal((await post(browser, "/lists/1/archiving", { archived: "2" })).status, 400);
  });

  it("is said to be there when it is archived", async () => {
    await furnish(bob);
    assert.match((await browser.get("/lists")).text, /No lists yet\./);
    await createList(ann.scope, { name: "Home", colour: "moss" });
    await post(browser, "/lists/1/archiving", { archived: "1" });
    const page = await browser.get("/lists");
    assert.match(page.text, /All your lists are archived\..*Archived Home/);
    assert.doesNotMatch(page.text, /No lists yet/);
  });

  it("takes its tasks along when it is deleted, says how many, and one Undo brings back all", async () => {
    await furnish(ann);
    await createTask(ann.scope, { title: "Sweep", listId: 1 });
    const before = await everything(ann);
    const deleted = await browser.submit(await browser.get("/lists/1/edit"), "/lists/1/deletion");
    assert.equal(deleted.location, "/lists");
    const page = await browser.follow(deleted);
    assert.match(page.flash ?? "", /Deleted the list Home.*2 tasks went with it/);
    assert.equal((await browser.get("/lists/1")).status, 404);
    assert.deepEqual((await browser.get("/tasks")).titles, []);
    const undo = page.document.querySelector('.flash form[action^="/undo/"]');
    await browser.submit(page, undo?.getAttribute("action") ?? "");
    assert.deepEqual(await everything(ann), before);
    assert.deepEqual((await browser.get("/lists/1")).titles, ["Sweep", "Mop"]);
  });

  it("moves among the others, and comes back to its own row", async () => {
    await furnish(ann);
    const order = async () => links(await browser.get("/lists"), /^\/lists\/\d$/);
    const moved = await post(browser, "/lists/2/position", { to: "up", return_to: "/lists" });
    assert.equal(moved.location, "/lists#l-2");
    assert.deepEqual(await order(), ["Work", "Home"]);
    await post(browser, "/lists/2/position", { to: "after", after: "1" });
    assert.deepEqual(await order(), ["Home", "Work"]);
    for (const fields of [{ to: "left" }, {}, { to: "after", after: "x" }]) {
      assert.equal((await post(browser, "/lists/2/position", fields as never)).status, 400);
    }
  });
});

describe("a section", () => {
  it("is made, renamed, moved and deleted on the page of its list, with Undo", async () => {
    await furnish(ann);
    const form = await browser.get("/lists/1/edit");
    const made = await browser.submit(form, "/lists/1/sections", { name: "Attic" });
    assert.equal(made.location, "/lists/1/edit#s-3");
    const before = await everything(ann);
    await browser.submit(await browser.get("/lists/1/edit"), "/lists/1/sections/3", {
      name: "Loft",
    });
    await post(browser, "/lists/1/sections/3/position", { to: "top" });
    const names = (page: PageResult) =>
      page.document
        .querySelectorAll("main ol input[name=name]")
        .map((input) => input.getAttribute("value"));
    assert.deepEqual(names(await browser.get("/lists/1/edit")), ["Loft", "Kitchen", "Bath"]);
    const deleted = await post(browser, "/lists/1/sections/1/deletion");
    const page = await browser.follow(deleted);
    assert.match(page.flash ?? "", /Deleted the section Kitchen/);
    assert.deepEqual((await browser.get("/lists/1")).titles, ["Mop"]);
    for (let presses = 0; presses < 3; presses += 1) {
      const [entry] = await app.database.sql<{ id: number }>(
        "select max(id) as id from changes where user_id = $1 and undoes is null and undone_by is null",
        [ann.user.id],
      );
      await post(browser, `/undo/${entry?.id}`);
    }
    assert.deepEqual(await everything(ann), before);
  });

  for (const [name, message] of [
    ["", "Section name is required"],
    ["x".repeat(101), "Section name must be 100 characters or less"],
    ["BATH", "The list has a section with this name already"],
  ] as const) {
    it(`keeps what was typed: ${message}`, async () => {
      await furnish(ann);
      const form = await browser.get("/lists/1/edit");
      for (const path of ["/lists/1/sections", "/lists/1/sections/1"]) {
        const page = await browser.submit(form, path, { name });
        assert.equal(page.status, 422);
        assert.deepEqual(page.problems, [message]);
        const field = path.endsWith("sections") ? "#new-section" : "#section-1";
        const input = page.document.querySelector(field);
        assert.equal(input?.getAttribute("value"), name);
        assert.equal(input?.getAttribute("aria-invalid"), "true");
        assert.equal(page.document.querySelector("#problems a")?.getAttribute("href"), field);
        assert.equal(page.document.querySelectorAll('[aria-invalid="true"]').length, 1);
      }
    });
  }
});

it("more lists than fit beside a page are led to", async () => {
  for (let n = 1; n <= 52; n += 1) {
    await createList(ann.scope, { name: `List ${n}`, colour: "sea" });
  }
  const page = await browser.get("/lists");
  assert.equal(links(page, /^\/lists\/\d+$/).length, 52);
  const beside = new Set(
    page.document
      .querySelectorAll("nav a")
      .map((link) => link.getAttribute("href") ?? "")
      .filter((href) => /^\/lists\/\d+$/.test(href)),
  );
  assert.equal(beside.size, 50);
  assert.ok(
    page.document
      .querySelectorAll('nav a[href="/lists"]')
      .some((link) => /All lists/.test(link.text)),
  );
});

it("the buttons of a section are named by it", async () => {
  const { browser, scope } = await app.signedUp("Ann");
  await createList(scope, { name: "Home", colour: "sea" });
  for (const name of ["Kitchen", "Bath"]) await createSection(scope, { listId: 1, name });
  const page = await browser.get("/lists/1/edit");
  const names = page.document
    .querySelectorAll("#s-2 button")
    .map((button) => button.getAttribute("aria-label"));
  assert.deepEqual(names, ["Rename: Bath", "Up: Bath", "Down: Bath", "Delete: Bath"]);
});
