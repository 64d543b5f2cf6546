/** The page of a search, and lists that a query narrows. */
import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { createSearch } from "../../src/models/searches.ts";
import { createTask, deleteTask } from "../../src/models/tasks.ts";
import { saved } from "../models/people.ts";
import { fieldsOfForm, type PageResult } from "../support/browser.ts";
import { ann, bob, browser, usePeople } from "./fixture.ts";

usePeople();

async function search(q: string, path = "/search"): Promise<PageResult> {
  const page = await browser.get(`${path}?q=${encodeURIComponent(q)}`);
  assert.equal(page.status, 200, q);
  return page;
}

function textOf(page: PageResult, selector: string): string {
  return page.document.querySelector(selector)?.text.replace(/\s+/g, " ").trim() ?? "";
}

function rows(page: PageResult): string[] {
  return page.document.querySelectorAll(".tasks > li[id]").map(({ id }) => id);
}

describe("a search", () => {
  beforeEach(async () => {
    const due = "2026-11-20";
    await saved(await createTask(ann.scope, { title: "Buy a pump", listName: "Home", dueOn: due }));
    const notes = "It is set one step too high. The pump hums.";
    await saved(await createTask(ann.scope, { title: "Ask the plumber", description: notes }));
    await saved(
      await createTask(ann.scope, { title: "Pump tyres", completed: true, tags: ["errand"] }),
    );
    await saved(
      await createTask(bob.scope, { title: "Bob's pump", tags: ["secret"], listName: "Hidden" }),
    );
  });

  it("marks what it has found, in the title and in the notes", async () => {
    const page = await search("PUMP");
    assert.deepEqual(rows(page), ["t-1", "t-2", "t-3"]);
    assert.equal(textOf(page, "#t-1 a mark"), "pump");
    assert.equal(
      textOf(page, "#t-2 .excerpt"),
      "Notes: It is set one step too high. The pump hums.",
    );
    assert.equal(textOf(page, "#t-2 .excerpt mark"), "pump");
    assert.equal(textOf(page, "#explained"), "3 tasks with the word 'PUMP'.");
    assert.doesNotMatch(page.html, /Bob's|secret|Hidden/);
  });

  it("says once that nothing was found, and of one or many how many", async () => {
    const said = async (q: string) => {
      const page = await search(q);
      assert.doesNotMatch(page.text, /Nothing was found/);
      return textOf(page, "#explained");
    };
    assert.equal(await said("plant"), "No tasks with the word 'plant'.");
    assert.equal(
      await said("plant sort:due"),
      "No tasks with the word 'plant', the first due day first.",
    );
    assert.equal(await said("is:done plant"), "No completed tasks with the word 'plant'.");
    assert.equal(await said("pump sort:title"), "3 tasks with the word 'pump', by title.");
    const reordered = await browser.get("/search?q=pump%20sort:title&sort=due");
    assert.equal(textOf(reordered, "#explained"), "3 tasks with the word 'pump'.");
    assert.equal(await said("\0pump\0"), "3 tasks with the word 'pump'.");
  });

  it("says in the words of the issue what it has understood", async () => {
    const page = await search("is:open list:home due<2026-11-27 -#errand pump");
    assert.equal(
      textOf(page, "#explained"),
      "1 open task in Home, due before Fri 27 Nov 2026, not tagged #errand, with the word 'pump'.",
    );
  });

  it("points at what is wrong, offers a correction, and finds the rest", async () => {
    const page = await search("prioritty>=high pump");
    assert.match(page.document.querySelector("title")?.text ?? "", /^Error: /);
    assert.match(
      textOf(page, "#query-error"),
      /There is no “prioritty”. Did you mean “priority”\?/,
    );
    assert.equal(textOf(page, "#query-error .wrong"), "prioritty");
    const href = page.document.querySelector("#query-error a")?.getAttribute("href");
    assert.equal(href, "/search?q=priority%3E%3Dhigh%20pump");
    assert.deepEqual(rows(page), ["t-1", "t-2", "t-3"]);
    const nothing = await search("list:hidden");
    assert.match(textOf(nothing, "#query-error"), /There is no list “hidden”/);
    assert.doesNotMatch(textOf(nothing, "#query-error"), /Did you mean/);
    assert.deepEqual(rows(nothing), []);
  });

  it("offers what would find something, with the number", async () => {
    const page = await search("plumber is:done");
    const tries = page.document
      .querySelectorAll(".tries li")
      .map(({ text }) => text.replace(/\s+/g, " ").trim());
    assert.ok(
      tries.some((text) => /without is:done .* ?1 task$/.test(text)),
      tries.join("; "),
    );
  });

  it("is written by the form, and fills it in", async () => {
    const sent =
      "form=1&words=pump&list=Home&tag=&due=before&day=27+Nov+2026&priority=&sort=title&is=open";
    const { status, location = "" } = await browser.get(`/search?${sent}`);
    assert.deepEqual(
      [status, new URL(location, "http://localhost").searchParams.get("q")],
      [303, "pump list:Home due<2026-11-27 is:open sort:title"],
    );
    const page = await browser.get(location);
    const value = (name: string) =>
      page.document.querySelector(`.by-form [name=${name}]`)?.getAttribute("value");
    assert.deepEqual([value("words"), value("day")], ["pump", "2026-11-27"]);
    assert.deepEqual(rows(page), ["t-1"]);
  });

  it("narrows any list, and is kept by its forms", async () => {
    for (const [path, expected] of [
      ["/lists/1", ["t-1"]],
      ["/inbox", ["t-2"]],
      ["/dashboard", ["t-1"]],
      ["/completed", ["t-3"]],
      ["/tags/errand?status=all", ["t-3"]],
    ] as const) {
      const mark = path.includes("?") ? "&" : "?";
      const page = await browser.get(`${path}${mark}q=pump`);
      assert.deepEqual(rows(page), expected, path);
      const back = page.document.querySelector("form.list [name=return_to]")?.getAttribute("value");
      assert.match(back ?? "", /[?&]q=pump/, path);
    }
  });

  it("returns to the row that was ticked, or to where it was", async () => {
    const page = await search("pump is:open");
    const ticked = await browser.submit(page, "/tasks/bulk", { "complete-2": "" });
    assert.match(ticked.location ?? "", /^\/search\?q=pump%20is%3Aopen#/);
    assert.deepEqual(rows(await browser.follow(ticked)), ["t-1"]);
    const undone = await browser.submit(await browser.get("/history"), "/undo/4", {});
    assert.equal(undone.status, 303);
    assert.deepEqual(rows(await search("pump is:open")), ["t-1", "t-2"]);
  });

  it("offers to restore what is in the Trash, and nothing that would fail", async () => {
    for (const id of [1, 2]) saved(await deleteTask(ann.scope, id));
    // Bob's first task is in his Trash too, and stays there.
    saved(await deleteTask(bob.scope, 1));
    saved(await createSearch(ann.scope, { name: "Gone", query: "is:deleted" }));
    for (const path of ["/search?q=is%3Adeleted", "/searches/1"]) {
      const page = await browser.get(path);
      assert.deepEqual(rows(page).toSorted(), ["t-1", "t-2"], path);
      const form = page.form("/tasks/bulk");
      const names = form.querySelectorAll("li [name]").map((one) => one.getAttribute("name"));
      assert.deepEqual(names.toSorted(), ["restore-1", "restore-2"], path);
      assert.equal(page.document.querySelector("#select-mode"), null, path);
    }
    const mixed = await search("pump (is:deleted or -is:deleted)");
    assert.deepEqual(rows(mixed).toSorted(), ["t-1", "t-2", "t-3"]);
    assert.ok(mixed.document.querySelector("#select-mode"));
    const button = mixed.document.querySelector("#t-2 button") ?? assert.fail();
    assert.equal(button.text, "Restore");
    const restored = await browser.press(button);
    assert.match(restored.location ?? "", /^\/search\?q=pump/);
    const after = await browser.follow(restored);
    assert.equal(after.flash, "Restored Ask the plumber.");
    assert.equal(after.document.querySelector("#t-2 .box button")?.text, "Complete");
    assert.deepEqual(rows(await search("is:deleted")), ["t-1"]);
    // It is that task alone, whatever is selected; another's is nobody's.
    const fields = { _csrf: await browser.token(), task: ["3"], action: "complete" };
    const missing = await browser.post("/tasks/bulk", { ...fields, "restore-9": "" });
    assert.equal(missing.status, 404);
    const undo = after.document.querySelector(".flash form") ?? assert.fail();
    await browser.post(undo.getAttribute("action") ?? "", fieldsOfForm(undo));
    assert.deepEqual(rows(await search("is:deleted")).toSorted(), ["t-1", "t-2"]);
    assert.deepEqual(rows(await bob.browser.get("/search?q=is%3Adeleted")), ["t-1"]);
  });

  it("takes any text", async () => {
    for (const q of [
      "\0a",
      "%",
      "_",
      "\\",
      "& | ! <->",
      "\u202Ex",
      "(((((",
      "a\tb",
      '"',
      "-",
      "or",
    ]) {
      assert.match(textOf(await search(q), "#explained"), /./, JSON.stringify(q));
    }
    // As of white space alone, there is nothing to look for.
    const blank = await search("\0");
    assert.deepEqual([blank.status, textOf(blank, "#explained")], [200, ""]);
    for (const query of ["q=%ED%A0%80", "q=%00", "q=%"]) {
      assert.ok([200, 400].includes((await browser.get(`/search?${query}`)).status), query);
    }
    assert.equal((await browser.get("/search?q=a&q=b")).status, 400);
    assert.equal((await browser.get("/search?q=a&cursor=WyJyYW5rIl0")).status, 400);
  });
});
