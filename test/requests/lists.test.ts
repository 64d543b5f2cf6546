/** Making, changing, ordering and putting away lists and their sections: what is said, and what it leaves. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { createList } from "../../src/models/lists.ts";
import { createSection } from "../../src/models/sections.ts";
import { createTask } from "../../src/models/tasks.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import type { Browser, PageResult } from "../support/browser.ts";

type Person = Awaited<ReturnType<TestApp["signedUp"]>>;

let app: TestApp;

before(async () => {
  app = await startTestApp();
});
after(async () => app.close());

/** With the lists Home (sections Kitchen, Bath; one task in Kitchen) and Work. */
async function furnished(name: string): Promise<Person> {
  const person = await app.signedUp(name);
  for (const list of ["Home", "Work"]) {
    await createList(person.scope, { name: list, colour: "sea" });
  }
  for (const section of ["Kitchen", "Bath"])
    await createSection(person.scope, { listId: 1, name: section });
  await createTask(person.scope, { title: "Mop", listId: 1, sectionId: 1 });
  return person;
}

async function post(browser: Browser, path: string, fields: Record<string, string> = {}) {
  return browser.post(path, { _csrf: await browser.token(), ...fields });
}

function links(page: PageResult, prefix: RegExp): string[] {
  return page.document
    .querySelectorAll("main li a")
    .filter((link) => prefix.test(link.getAttribute("href") ?? ""))
    .map((link) => link.text.trim());
}

/** Everything of somebody's, as it is in the database, but for the bookkeeping. */
async function everything({ user }: Person): Promise<unknown> {
  const read = (table: string) =>
    app.database.sql(
      `select to_jsonb(${table}) - 'version' - 'updated_at' as row from ${table} where user_id = $1 order by 1`,
      [user.id],
    );
  const rows: unknown[] = [];
  for (const table of ["lists", "sections", "tasks", "tags", "task_tags"]) {
    rows.push(await read(table));
  }
  return rows;
}

describe("a list", () => {
  it("is made from its form, and is there at once: a page, in the navigation, among all", async () => {
    const { browser } = await app.signedUp("Ann");
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
      const { browser } = await furnished("Ann");
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
    const ann = await furnished("Ann");
    const { browser } = ann;
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
    const { browser, user } = await furnished("Ann");
    const archived = await post(browser, "/lists/1/archiving", { archived: "1" });
    assert.equal(archived.location, "/lists");
    const page = await browser.follow(archived);
    assert.match(page.flash ?? "", /Archived the list Home/);
    assert.ok(!page.document.querySelector('nav a[href="/lists/1"]'));
    const when = () =>
      app.database.sql("select archived_at from lists where user_id = $1 and id = 1", [user.id]);
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

  it("takes its tasks along when it is deleted, says how many, and one Undo brings back all", async () => {
    const ann = await furnished("Ann");
    const { browser, scope } = ann;
    await createTask(scope, { title: "Sweep", listId: 1 });
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
    const { browser } = await furnished("Ann");
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
    const ann = await furnished("Ann");
    const { browser } = ann;
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
  ] as const) {
    it(`keeps what was typed: ${message}`, async () => {
      const { browser } = await furnished("Ann");
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

describe("what is another's", () => {
  const BAD: [string, Record<string, string>][] = [
    ["/lists/1", { name: "Mine", colour: "sea" }],
    ["/lists/1/archiving", { archived: "1" }],
    ["/lists/1/deletion", {}],
    ["/lists/1/position", { to: "up" }],
    ["/lists/1/sections", { name: "Mine" }],
    ["/lists/1/sections/1", { name: "Mine" }],
    ["/lists/1/sections/1/deletion", {}],
    ["/lists/1/sections/1/position", { to: "up" }],
  ];

  it("is the 404 of what is not there, byte for byte, and stays as it is", async () => {
    const ann = await furnished("Ann");
    const bob = await app.signedUp("Bob");
    const before = await everything(ann);
    for (const [path, fields] of BAD) {
      const other = await post(bob.browser, path, fields);
      const nobody = await post(bob.browser, path.replace("/lists/1", "/lists/9"), fields);
      assert.deepEqual([other.status, nobody.status], [404, 404], path);
      assert.equal(other.html, nobody.html, path);
    }
    for (const path of ["/lists/1", "/lists/1/edit"]) {
      const page = await bob.browser.get(path);
      assert.equal(page.status, 404);
      assert.equal(page.html, (await bob.browser.get("/lists/x/edit")).html);
    }
    assert.deepEqual(await everything(ann), before);
  });

  it("is not reached through a list of one's own: a section is under its own list only", async () => {
    const ann = await furnished("Ann");
    const bob = await app.signedUp("Bob");
    await createList(bob.scope, { name: "Bob's", colour: "sea" });
    const before = [await everything(ann), await everything(bob)];
    for (const [path, fields] of BAD.filter(([path]) => path.includes("/sections/"))) {
      assert.equal((await post(bob.browser, path, fields)).status, 404, path);
      // Her own section, under the wrong one of her lists.
      const wrong = path.replace("/lists/1", "/lists/2");
      assert.equal((await post(ann.browser, wrong, fields)).status, 404, wrong);
    }
    assert.deepEqual([await everything(ann), await everything(bob)], before);
  });
});

it("more lists than fit beside a page are led to", async () => {
  const { browser, scope } = await app.signedUp("Ann");
  for (let n = 1; n <= 52; n += 1) {
    await createList(scope, { name: `List ${n}`, colour: "sea" });
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
