/** Adding tasks: by the quick line and the full form, once however often it is sent. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { startTestApp, type TestApp } from "../support/app.ts";
import { type Browser, fieldsOfForm } from "../support/browser.ts";
import { assertProblems, textIn } from "../support/fields.ts";

let app: TestApp;
let bob: Browser;
let browser: Browser;
let userId: string;

before(async () => {
  app = await startTestApp({}, { poolMax: 4 });
  bob = (await app.signedUp("Bob")).browser;
});

beforeEach(async () => {
  const ann = await app.signedUp("Ann");
  browser = ann.browser;
  userId = ann.user.id;
});

after(async () => app.close());

async function saved(): Promise<{ id: number; title: string; description: string }[]> {
  return app.database.sql(
    "select id, title, description from tasks where user_id = $1 order by id",
    [userId],
  );
}

for (const path of ["/dashboard", "/tasks", "/tasks?status=pending"]) {
  describe(`the quick line of ${path}`, () => {
    test("adds a task in one line, and comes back to the page, which says so once", async () => {
      const page = await browser.get(path);
      const result = await browser.submit(page, "/tasks", { title: "  Water the fig  " });
      assert.deepEqual([result.status, result.path], [303, path]);
      const back = await browser.follow(result);
      assert.match(back.flash ?? "", /^Added Water the fig\./);
      assert.deepEqual(back.titles, ["Water the fig"]);
      assert.equal((await browser.get(path)).flash, null);
      assert.deepEqual(await saved(), [{ id: 1, title: "Water the fig", description: "" }]);
      assert.ok(!(await bob.get("/tasks")).html.includes("Water the fig"));
    });

    test("comes back on its own page when it cannot be taken, with what was typed", async () => {
      const before = await browser.get(path);
      const title = "x".repeat(201);
      const page = await browser.submit(before, "/tasks", { title });
      assert.equal(page.status, 422);
      assertProblems(page, { title: "Title must be 200 characters or less" });
      assert.equal(textIn(page, "title"), title);
      assert.equal(
        page.document.querySelector("h1")?.text.trim(),
        before.document.querySelector("h1")?.text.trim(),
      );
      const corrected = await browser.submit(page, "/tasks", { title: "Short" });
      assert.equal(corrected.path, path);
      assert.deepEqual((await browser.follow(corrected)).titles, ["Short"]);
    });
  });
}

test("on a later page of the list it comes back to the list", async () => {
  await app.database.sql(
    `insert into tasks (user_id, id, title, position, created_at, updated_at)
     select $1, n, 'Task ' || n, n, now(), now() from generate_series(1, 60) as n`,
    [userId],
  );
  await app.database.sql("update users set last_task_id = 60 where id = $1", [userId]);
  const first = await browser.get("/tasks?status=pending");
  const next = first.document.querySelector('a[rel="next"]')?.getAttribute("href") ?? "";
  const second = await browser.get(next.replaceAll("&amp;", "&"));
  const result = await browser.submit(second, "/tasks", { title: "On top" });
  assert.equal((await browser.follow(result)).titles[0], "On top");
});

describe("the full form", () => {
  test("adds title and notes, and leads to the task", async () => {
    const page = await browser.get("/tasks/new");
    const notes = "Bring:\n- oats\n- lemons";
    const result = await browser.submit(page, "/tasks", { title: "Shop", description: notes });
    assert.deepEqual([result.status, result.path], [303, "/tasks/1"]);
    const task = await browser.follow(result);
    assert.match(task.text, /Shop/);
    assert.match(task.flash ?? "", /^Added Shop\./);
    assert.deepEqual(await saved(), [{ id: 1, title: "Shop", description: notes }]);
  });

  test("comes back as a 422 with title and notes as typed", async () => {
    const page = await browser.get("/tasks/new");
    const description = "n".repeat(10_001);
    const invalid = await browser.submit(page, "/tasks", { title: " \t ", description });
    assert.equal(invalid.status, 422);
    assertProblems(invalid, {
      title: "Title is required",
      description: "Description must be 10,000 characters or less",
    });
    assert.equal(textIn(invalid, "title"), " \t ");
    assert.equal(textIn(invalid, "description"), description);
    assert.deepEqual(await saved(), []);
  });

  test("takes 10,000 emoji in the notes, and 200 in the title", async () => {
    const fields = { title: "🎺".repeat(200), description: "🧺".repeat(10_000) };
    const result = await browser.submit(await browser.get("/tasks/new"), "/tasks", fields);
    assert.equal(result.status, 303);
    assert.deepEqual(await saved(), [{ id: 1, ...fields }]);
    const edit = await browser.get("/tasks/1/edit");
    assert.equal(textIn(edit, "description"), fields.description);
  });

  test("keeps the line breaks of every system, those at the very beginning too", async () => {
    const page = await browser.get("/tasks/new");
    const description = "\r\n\r\nTwo first\r\n\r\nthen\rone\nmore \n";
    await browser.submit(page, "/tasks", { title: "Breaks", description });
    const kept = "\n\nTwo first\n\nthen\none\nmore \n";
    assert.equal((await saved())[0]?.description, kept);
    const edit = await browser.get("/tasks/1/edit");
    assert.equal(textIn(edit, "description"), kept);
    await browser.submit(edit, "/tasks/1");
    assert.equal((await saved())[0]?.description, kept, "and saving it changes nothing");
  });
});

test("ids are counted per person, without holes", async () => {
  await browser.submit(await browser.get("/tasks"), "/tasks", { title: "One" });
  await browser.submit(await browser.get("/tasks"), "/tasks", { title: "" });
  const page = await browser.get("/tasks");
  await browser.submit(page, "/tasks", { title: "Two" });
  await browser.submit(page, "/tasks", { title: "Two" });
  await browser.submit(await browser.get("/tasks"), "/tasks", { title: "Three" });
  assert.deepEqual(
    (await saved()).map(({ id, title }) => [id, title]),
    [
      [1, "One"],
      [2, "Two"],
      [3, "Three"],
    ],
  );
});

describe("a form that is sent", () => {
  test("twice creates once, and lands on the same page", async () => {
    const page = await browser.get("/tasks/new");
    const once = await browser.submit(page, "/tasks", { title: "Pay rent" });
    const twice = await browser.submit(page, "/tasks", { title: "Pay rent" });
    assert.deepEqual([twice.status, twice.path], [303, once.path]);
    assert.equal((await saved()).length, 1);
    assert.match((await browser.follow(twice)).text, /Pay rent/);
  });

  test("many times at once creates once, and lands on the same page", async () => {
    const page = await browser.get("/tasks/new");
    const results = await Promise.all(
      Array.from({ length: 6 }, () => browser.copy().submit(page, "/tasks", { title: "Pay rent" })),
    );
    assert.deepEqual(new Set(results.map(({ status }) => status)), new Set([303]));
    assert.equal(new Set(results.map(({ path }) => path)).size, 1);
    assert.equal((await saved()).length, 1);
  });

  test("again after the task was deleted says so, and offers to bring it back", async () => {
    const { browser } = await app.signedUp("Ann");
    const form = await browser.get("/tasks/new");
    await browser.submit(form, "/tasks", { title: "Pay rent" });
    await browser.submit(await browser.get("/tasks/1"), "/tasks/1/deletion");
    const page = await browser.follow(await browser.submit(form, "/tasks", { title: "Pay rent" }));
    assert.equal(page.status, 200);
    assert.match(page.flash ?? "", /Deleted since then: Pay rent/);
    await browser.submit(page, "/tasks/1/restoration");
    assert.equal((await browser.get("/tasks/1")).status, 200);
    assert.equal((await browser.get("/tasks/2")).status, 404);
  });

  test("with another text under the same key is another task", async () => {
    const page = await browser.get("/tasks");
    await browser.submit(page, "/tasks", { title: "Pay rent" });
    await browser.submit(page, "/tasks", { title: "Pay the gas" });
    await browser.submit(page, "/tasks", { title: "Pay rent" });
    assert.deepEqual(
      (await saved()).map(({ title }) => title),
      ["Pay rent", "Pay the gas"],
    );
  });

  test("by another person with the same key is that person's own task", async () => {
    const page = await browser.get("/tasks/new");
    const key = String(fieldsOfForm(page.form("/tasks")).request_key);
    assert.match(key, /.{16,}/);
    await browser.submit(page, "/tasks", { title: "Same words" });
    const his = await bob.submit(await bob.get("/tasks/new"), "/tasks", {
      title: "Same words",
      request_key: key,
    });
    assert.equal(his.status, 303);
    assert.deepEqual((await bob.get("/tasks?limit=1")).titles, ["Same words"]);
    assert.equal((await saved()).length, 1);
  });

  test("without a key, by a program of one's own, creates each time", async () => {
    const _csrf = await browser.token();
    await browser.post("/tasks", { title: "Again", _csrf });
    await browser.post("/tasks", { title: "Again", _csrf });
    assert.equal((await saved()).length, 2);
  });
});

test("fields that no form has change nothing that is not theirs", async () => {
  const stolen = { user_id: "00000000-0000-4000-8000-000000000000", id: "99", version: "7" };
  const extra = { ...stolen, completed_at: "2020-01-01", deleted_at: "2020-01-01" };
  await browser.submit(await browser.get("/tasks/new"), "/tasks", { title: "Mine", ...extra });
  const [row] = await app.database.sql(
    "select id, version, completed_at, deleted_at from tasks where user_id = $1",
    [userId],
  );
  assert.deepEqual(row, { id: 1, version: 1, completed_at: null, deleted_at: null });
});

test("text is shown as text, whatever it looks like", async () => {
  const title = `<img src=x onerror="alert(1)"> & 'quotes' ‮reversed`;
  await browser.submit(await browser.get("/tasks/new"), "/tasks", { title, description: title });
  for (const path of ["/tasks", "/tasks/1", "/tasks/1/edit", "/dashboard"]) {
    const page = await browser.get(path);
    assert.equal(page.document.querySelectorAll("img").length, 0);
    assert.doesNotMatch(page.html, /<img/);
  }
  assert.deepEqual((await browser.get("/tasks")).titles, [title]);
});
