/** What the page that finds tasks offers: the form that writes a query, other queries, the usual order; and the Trash. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createSearch } from "../../src/models/searches.ts";
import { deleteTask, setCompletion } from "../../src/models/tasks.ts";
import { saved } from "../models/people.ts";
import type { PageResult } from "../support/browser.ts";
import { add, ann, bob, browser, usePeople } from "./fixture.ts";

usePeople();

function at(q: string): string {
  return `/search?q=${encodeURIComponent(q)}`;
}

/** What the form asks for. */
async function written(fields: Record<string, string>): Promise<string | null> {
  const { location } = await browser.get(
    `/search?${new URLSearchParams({ form: "1", ...fields })}`,
  );
  return new URL(location ?? "", "http://app.invalid").searchParams.get("q");
}

describe("the form", () => {
  it("takes a day without a choice for the day that tasks are due", async () => {
    assert.equal(await written({ due: "", day: "2026-12-24" }), "due:2026-12-24");
    assert.equal(await written({ due: "before", day: "2026-12-24" }), "due<2026-12-24");
    assert.equal(await written({ due: "overdue", day: "2026-12-24" }), "is:overdue");
    assert.equal(await written({ due: "", day: "" }), null);
  });
});

describe("what narrows a search", () => {
  for (const query of ["pear", '"pear', "“pear", "pear or", "(pear", "plum or pear"]) {
    it(`finds as many tasks as it says: ${query}`, async () => {
      for (let index = 0; index < 7; index += 1) {
        await add(ann, `pear or ${index}`, { priority: index === 0 ? 3 : 0 });
        await add(bob, "pear or plum", { priority: 3 });
      }
      const page = await browser.get(at(query));
      const links = page.document.querySelectorAll("ul.less a");
      const link = links.find((one) => one.text.startsWith("High priority"));
      assert.equal(link?.text, "High priority, 1 task");
      const narrower = await browser.get(link?.getAttribute("href") ?? "");
      const titles = narrower.document.querySelectorAll("ol.tasks a").map(({ text }) => text);
      assert.deepEqual(titles, ["pear or 0"]);
    });
  }
});

describe("what would find something", () => {
  it("leaves out one of the last six parts, and says how many tasks that finds", async () => {
    const words = ["ab", "cd", "ef", "gh", "ij", "kl", "mn"];
    await add(ann, `${words.slice(0, -1).join(" ")} and more`);
    await add(ann, `${words.slice(1).join(" ")} and more`);
    await add(bob, words.join(" "));
    const page = await browser.get(at(words.join(" ")));
    const wider = page.document.querySelectorAll("ul.tries li").map(({ text }) => text.trim());
    assert.deepEqual(
      wider.map((line) => line.replace(/\s+/g, " ")),
      ["Without this word without mn 1 task", `Either word will do ${words.join(" or ")} 2 tasks`],
    );
  });
});

describe("what a search would find without a part", () => {
  for (const [query, hints] of [
    ["milk -bread", ["without -bread"]],
    ["milk -is:open", ["without -is:open"]],
    ["milk nowhere", ["without nowhere"]],
    ["milk -(bread)", []],
    ["milk -( bread)", []],
    ["milk ---bread", []],
    ["milk --nowhere", []],
    ["milk -(-nowhere)", []],
    ["milk -(bread or butter)", []],
  ] as const) {
    it(`is offered only where that is another query: ${query}`, async () => {
      await add(ann, "milk bread - ) -- (- (");
      await add(bob, "milk nowhere -");
      const page = await browser.get(at(query));
      const codes = page.document.querySelectorAll("ul.tries code").map(({ text }) => text);
      assert.deepEqual(
        codes.filter((text) => text.startsWith("without")),
        hints,
      );
      for (const link of page.document.querySelectorAll("ul.tries a")) {
        const found = await browser.get(link.getAttribute("href") ?? "");
        assert.equal(found.document.querySelectorAll("ol.tasks a").length, 1);
      }
    });
  }
});

describe("the usual order", () => {
  const titles = (page: PageResult) =>
    page.document.querySelectorAll("ol.tasks a").map(({ text }) => text);

  it("of what is completed has the last first", async () => {
    const [first, second] = [await add(ann, "First"), await add(ann, "Second")];
    await setCompletion(ann.scope, first, { done: true });
    await setCompletion(ann.scope, second, { done: true });
    await add(ann, "Open");
    await add(bob, "Bob's", { done: true });
    for (const query of ["is:done", "completed:today", "is:done (has:list or -has:list)"]) {
      assert.deepEqual(titles(await browser.get(at(query))), ["Second", "First"], query);
    }
    const byTitle = await browser.get(at("is:done sort:title"));
    assert.deepEqual(titles(byTitle), ["First", "Second"]);
  });

  it("is chosen in the form of a saved search, and is kept by it", async () => {
    const search = { name: "Pears", query: "pear" };
    const { id } = saved(await createSearch(ann.scope, search)).value;
    await add(ann, "A pear tree", { priority: 3 });
    await add(ann, "spearmint", { priority: 3, dueOn: "2026-01-01" });
    const page = await browser.get(`/searches/${id}`);
    const chosen = page.document.querySelector("#sort option[selected]");
    assert.deepEqual([chosen?.getAttribute("value"), chosen?.text], ["", "Best match"]);
    const kept = await browser.get(`/searches/${id}?sort=&priority=high`);
    assert.deepEqual(titles(kept), ["A pear tree", "spearmint"]);
  });
});

describe("a task in the Trash", () => {
  it("is found where a query asks for it, and its row says where it is", async () => {
    const [kept, gone] = [await add(ann, "Kept pear"), await add(ann, "Gone pear")];
    await deleteTask(ann.scope, gone);
    const theirs = await add(bob, "Bob's pear");
    await deleteTask(bob.scope, theirs);
    const page = await browser.get(at("pear (is:deleted or is:open)"));
    const meta = (id: number) => page.document.querySelector(`#t-${id} small`)?.text;
    assert.deepEqual([meta(kept), meta(gone)], [undefined, "in the Trash"]);
    assert.ok(!page.text.includes("Bob's"));
    const alone = await browser.get(at("is:deleted"));
    assert.match(alone.document.querySelector("ol.tasks")?.text ?? "", /Gone pear\s*in the Trash/);
  });
});
