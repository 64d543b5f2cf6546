/** Saving, changing, ordering and deleting searches on pages: what is said, and what it leaves. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createSearch, deleteSearch, updateSearch } from "../../src/models/searches.ts";
import { createTask } from "../../src/models/tasks.ts";
import { saved } from "../models/people.ts";
import { PASSWORD } from "../support/app.ts";
import type { PageResult } from "../support/browser.ts";
import { textIn } from "../support/fields.ts";
import { ann, app, bob, browser, type Person, usePeople } from "./fixture.ts";
import { everything, post } from "./lists_fixture.ts";

usePeople();

/** Gives a person the searches Late and Waiting. */
async function furnish({ scope }: Person): Promise<void> {
  saved(await createSearch(scope, { name: "Late", query: "due<today" }));
  saved(await createSearch(scope, { name: "Waiting", query: "#waiting" }));
}

function links(page: PageResult, within: string): string[] {
  return page.document
    .querySelectorAll(`${within} a`)
    .filter((link) => /^\/searches\/\d+$/.test(link.getAttribute("href") ?? ""))
    .map((link) => link.text.trim());
}

/** The index, with the message of the last press. */
function index(): Promise<PageResult> {
  return browser.get("/searches");
}

async function undo(page: PageResult): Promise<PageResult> {
  const form = page.document.querySelector('.flash form[action^="/undo/"]');
  return browser.submit(page, form?.getAttribute("action") ?? "");
}

describe("a search", () => {
  it("is saved on the page of all searches, and is in the menu; Undo takes it away", async () => {
    const form = await index();
    assert.match(form.text, /No searches yet\./);
    assert.deepEqual(links(form, "nav"), []);
    const made = await browser.submit(form, "/searches", { name: "  Late ", q: " due<today " });
    assert.equal(made.location, "/searches/1");
    const page = await index();
    assert.match(page.flash ?? "", /Saved the search Late/);
    assert.deepEqual(links(page, "main li"), ["Late"]);
    assert.match(page.text, /Late due<today/);
    assert.deepEqual(links(await browser.get("/dashboard"), "nav"), ["Late"]);
    assert.deepEqual(links(await bob.browser.get("/dashboard"), "nav"), []);
    const undone = await undo(page);
    assert.equal(undone.location, "/searches");
    assert.equal((await browser.get("/searches/1")).status, 404);
  });

  it("leads to what it finds", async () => {
    const { scope } = ann;
    saved(await createTask(scope, { title: "Pay a&b=c", description: "É+ is odd" }));
    saved(await createTask(scope, { title: "Pay a&b=c" }));
    saved(await createSearch(scope, { name: "Odd", query: 'a&b=c "é+" is:open' }));
    const page = await browser.get("/searches/1");
    assert.equal(page.status, 200);
    const rows = page.document.querySelectorAll(".tasks > li[id]");
    assert.deepEqual(
      rows.map(({ id }) => id),
      ["t-1"],
    );
    assert.equal(page.document.querySelector("h1")?.text, "Odd");
    const explained = page.document.querySelector("#explained")?.text;
    assert.match(explained ?? "", /open tasks with the word 'a&b=c', with the word 'é\+'\./);
    const link = page.document.querySelector('.menu a[href="/searches/1"]');
    assert.equal(link?.text.trim(), "Odd 1");
    for (const id of ["9", "0", "x", "1e3", "2147483648", "%00"]) {
      assert.equal((await browser.get(`/searches/${id}`)).status, 404, id);
    }
  });

  it("is filled in by the address", async () => {
    const page = await browser.get(`/searches?name=%3Cb%3E&q=${encodeURIComponent('#x "y"')}`);
    assert.deepEqual([textIn(page, "name"), textIn(page, "q")], ["<b>", '#x "y"']);
    for (const odd of ["?q[]=1&name[a]=b", "?q=1&q=2", "?q=%00%ff"]) {
      assert.ok((await browser.get(`/searches${odd}`)).status < 500, odd);
    }
  });

  for (const [name, q, messages] of [
    ["", " ", ["Name is required", "Query is required"]],
    ["x".repeat(101), "x", ["Name must be 100 characters or less"]],
    ["x", "🙂".repeat(1_001), ["Query must be 1,000 characters or less"]],
    ["wAITING", "x", ["You have a search with this name already"]],
  ] as const) {
    it(`is not saved, and keeps what was typed: ${messages}`, async () => {
      await furnish(ann);
      const before = await everything(ann);
      const made = await browser.submit(await index(), "/searches", { name, q });
      const edit = await browser.get("/searches/1/edit");
      const changed = await browser.submit(edit, "/searches/1", { name, q });
      for (const page of [made, changed]) {
        assert.equal(page.status, 422);
        assert.deepEqual(page.problems, messages);
        assert.deepEqual([textIn(page, "name"), textIn(page, "q")], [name, q]);
      }
      assert.deepEqual(await everything(ann), before);
    });
  }

  it("stores no NUL, no lone surrogate and one line only", async () => {
    const made = await post(browser, "/searches", { name: "a\0b", q: "w\0x\ud800\r\ny\u2028z" });
    assert.equal(made.status, 303);
    const edit = await browser.get("/searches/1/edit");
    assert.equal(textIn(edit, "name"), "a\uFFFDb");
    assert.match(textIn(edit, "q") ?? "", /^w x\uFFFD+ y z$/);
    const huge = await post(browser, "/searches", { name: "Huge", q: "x".repeat(100_000) });
    assert.ok([413, 422].includes(huge.status), String(huge.status));
  });

  it("gets another name and query, and Undo gives back the old ones", async () => {
    await furnish(ann);
    const before = await everything(ann);
    const form = await browser.get("/searches/1/edit");
    assert.deepEqual([textIn(form, "name"), textIn(form, "q")], ["Late", "due<today"]);
    const changed = await browser.submit(form, "/searches/1", { name: "Later", q: "due<+2w" });
    assert.equal(changed.location, "/searches/1");
    const page = await index();
    assert.match(page.flash ?? "", /Saved the search Later/);
    assert.deepEqual(links(page, "main li"), ["Later", "Waiting"]);
    await undo(page);
    assert.deepEqual(await everything(ann), before);
  });

  it("that was saved elsewhere meanwhile asks, and keeps what was typed", async () => {
    await furnish(ann);
    const form = await browser.get("/searches/1/edit");
    saved(await updateSearch(ann.scope, 1, { name: "Late", query: "due<=today" }));
    const conflict = await browser.submit(form, "/searches/1", { name: "Late", q: "due<monday" });
    assert.equal(conflict.status, 409);
    assert.deepEqual(conflict.problems, [
      "It was saved elsewhere as “due<=today”. Save again to keep yours.",
    ]);
    assert.equal(textIn(conflict, "q"), "due<monday");
    const again = await browser.submit(conflict, "/searches/1", {});
    assert.equal(again.status, 303);
    assert.equal(textIn(await browser.get("/searches/1/edit"), "q"), "due<monday");
    // The same from two tabs is no conflict.
    const other = await browser.submit(form, "/searches/1", { name: "Late", q: "due<monday" });
    assert.equal(other.status, 303);
  });

  it("has no number in the menu where that would compare too many texts", async () => {
    for (const { scope } of [ann, bob]) {
      for (const query of ["pump", "is:overdue", "pump or hose", "hose"]) {
        saved(await createSearch(scope, { name: query, query }));
      }
      saved(await createTask(scope, { title: "Pump", dueOn: "2020-01-01" }));
    }
    const counts = async (person: Person) => {
      const page = await person.browser.get("/tasks");
      const found = page.document.querySelectorAll('nav a[href^="/searches/"]');
      return found.map((link) => link.text.replace(/\s+/g, " ").trim());
    };
    // With more than 200 lists and tags, it is not known how many tasks there are.
    await app.database.sql(
      "update users set last_task_id = 30000, task_counts = null where id = $1",
      [ann.scope.userId],
    );
    assert.deepEqual(await counts(ann), ["pump 1", "is:overdue 1", "pump or hose", "hose"]);
    assert.deepEqual(await counts(bob), ["pump 1", "is:overdue 1", "pump or hose 1", "hose"]);
  });

  it("is counted where an account is left", async () => {
    await furnish(ann);
    await furnish(bob);
    assert.match((await browser.get("/settings/delete")).text, /2 saved searches/);
    saved(await deleteSearch(ann.scope, 1));
    assert.match((await browser.get("/settings/delete")).text, /1 saved search /);
  });

  it("is deleted, with the tasks left as they are, and Undo brings it back", async () => {
    await furnish(ann);
    const before = await everything(ann);
    const edit = await browser.get("/searches/2/edit");
    assert.match(edit.text, /The tasks stay where they are/);
    const deleted = await browser.submit(edit, "/searches/2/deletion");
    assert.equal(deleted.location, "/searches");
    const page = await browser.follow(deleted);
    assert.match(page.flash ?? "", /Deleted the search Waiting.*Its tasks stay/);
    assert.deepEqual(links(page, "nav"), ["Late"]);
    await undo(page);
    assert.deepEqual(await everything(ann), before);
  });

  it("is not undone past a later change without a word of what that was", async () => {
    await furnish(ann);
    const { changeId } = saved(await updateSearch(ann.scope, 1, { query: "due<+1d" }));
    saved(await updateSearch(ann.scope, 1, { query: "due<+2w" }));
    const page = await post(browser, `/undo/${changeId}`);
    assert.equal(page.status, 409);
    assert.match(page.text, /Changed the search: Late/);
    assert.match(page.text, /Query.*due<\+1d.*due<\+2w/);
    const link = page.document.querySelector('main a[href="/searches/1"]');
    assert.equal(link?.text.trim(), "Late");
    const history = await browser.get("/history");
    assert.match(history.text, /Changed the search Late.*Saved the search Waiting/);
  });

  it("moves among the others, and comes back to its own row", async () => {
    await furnish(ann);
    const moved = await post(browser, "/searches/2/position", { to: "up", return_to: "/searches" });
    assert.equal(moved.location, "/searches#q-2");
    assert.deepEqual(links(await index(), "main li"), ["Waiting", "Late"]);
    assert.deepEqual(links(await index(), "nav"), ["Waiting", "Late"]);
    for (const fields of [{ to: "left" }, {}, { to: "after", after: "x" }]) {
      assert.equal((await post(browser, "/searches/2/position", fields as never)).status, 400);
    }
  });

  it("that was deleted elsewhere comes back with what was typed", async () => {
    await furnish(ann);
    const form = await browser.get("/searches/1/edit");
    saved(await deleteSearch(ann.scope, 1));
    const page = await browser.submit(form, "/searches/1", { name: "Later", q: "due<+2w" });
    assert.equal(page.status, 404);
    assert.match(page.text, /The search “Late” has been deleted/);
    assert.match(page.text, /Save as a new search/);
    const back = await browser.submit(page, "/searches/1", { put_back: "1" });
    assert.equal(back.status, 303);
    assert.deepEqual(links(await index(), "main li"), ["Later", "Waiting"]);
  });
});

it("at most 50 are in the menu, in one's own order", async () => {
  for (let number = 1; number <= 52; number += 1) {
    saved(await createSearch(ann.scope, { name: `S${number}`, query: "x" }));
  }
  await post(browser, "/searches/52/position", { to: "top" });
  const page = await browser.get("/dashboard");
  const shown = links(page, "nav");
  assert.equal(shown.length, 50);
  assert.deepEqual([shown[0], shown[1], shown[49]], ["S52", "S1", "S49"]);
  assert.ok(page.document.querySelector('nav a[href="/searches"]'));
  assert.equal(links(await index(), "main li").length, 52);
});

it("what is another's is the 404 of what is not there, and stays as it is", async () => {
  await furnish(ann);
  saved(await createSearch(bob.scope, { name: "Bob's", query: "x" }));
  const before = [await everything(ann), await everything(bob)];
  for (const [path, fields] of [
    ["/searches/2", { name: "Mine", q: "x", version: "1" }],
    ["/searches/2/deletion", {}],
    ["/searches/2/position", { to: "up" }],
  ] as [string, Record<string, string>][]) {
    const other = await post(bob.browser, path, fields);
    const nobody = await post(bob.browser, path.replace("2", "9"), fields);
    assert.deepEqual([other.status, nobody.status], [404, 404], path);
    assert.equal(other.html, nobody.html, path);
  }
  for (const path of ["/searches/2", "/searches/2/edit"]) {
    const page = await bob.browser.get(path);
    assert.equal(page.status, 404);
    assert.equal(page.html, (await bob.browser.get("/searches/x/edit")).html);
  }
  assert.deepEqual([await everything(ann), await everything(bob)], before);
});

describe("as the first page", () => {
  const choose = async (view: string) =>
    browser.submit(await browser.get("/settings"), "/settings", { landing_view: view });

  it("opens after the sign-in and at the front door; Today once it is deleted", async () => {
    await furnish(ann);
    await furnish(bob);
    assert.equal((await choose("search:2")).status, 303);
    const settings = await browser.get("/settings");
    assert.match(settings.text, /Opens on Waiting\./);
    const chosen = settings.document.querySelector("#landing_view option[selected]");
    assert.equal(chosen?.getAttribute("value"), "search:2");
    const visitor = app.visitor();
    const form = await visitor.get("/auth/signin");
    const fields = { email: ann.user.email, password: PASSWORD };
    const door = await visitor.submit(form, "/auth/signin", fields);
    assert.equal((await visitor.get(door.location ?? "")).location, "/searches/2");
    for (const path of ["/auth/signin", "/auth/signup"]) {
      const { location = "" } = await browser.get(path);
      assert.equal((await browser.get(location)).location, "/searches/2", path);
    }
    assert.equal((await bob.browser.get("/")).location, "/dashboard");
    const { changeId } = saved(await deleteSearch(ann.scope, 2));
    assert.equal((await browser.get("/")).location, "/dashboard");
    const after = await browser.get("/settings");
    assert.match(after.text, /Opens on Today\./);
    assert.equal(
      after.document.querySelector("#landing_view option[selected]")?.getAttribute("value"),
      "today",
    );
    await post(browser, `/undo/${changeId}`);
    assert.equal((await browser.get("/")).location, "/searches/2");
    assert.equal((await choose("inbox")).status, 303);
    assert.equal((await browser.get("/")).location, "/inbox");
  });

  it("is what the previous version chooses meanwhile", async () => {
    await furnish(ann);
    await choose("search:1");
    await app.database.sql("update users set landing_view = 'inbox' where id = $1", [ann.user.id]);
    assert.equal((await browser.get("/")).location, "/inbox");
  });

  it("is one's own, and there", async () => {
    await furnish(bob);
    saved(await createSearch(ann.scope, { name: "Mine", query: "x" }));
    for (const view of ["search:2", "search:0", "search:1x", "search:99999999999", "search:%00"]) {
      const page = await choose(view);
      assert.equal(page.status, 422, view);
      assert.deepEqual(page.problems, ["Choose a page from the list"]);
    }
    assert.equal((await browser.get("/")).location, "/dashboard");
  });
});
