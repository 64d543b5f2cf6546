/** After Add: where the task went, and a link to its row. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { addDays } from "../../src/dates/calendar.ts";
import { createList } from "../../src/models/lists.ts";
import { createSection } from "../../src/models/sections.ts";
import type { NewTask } from "../../src/models/task_mutations.ts";
import { createTasks } from "../../src/models/tasks.ts";
import type { PageResult } from "../support/browser.ts";
import { add, ann, bob, browser, usePeople } from "./fixture.ts";

usePeople();

async function addLine(path: string, title: string): Promise<PageResult> {
  return browser.submit(await browser.get(path), "/tasks", { title });
}

/** The link of the message: its label and where it leads. */
function linkOf(page: PageResult): [string | undefined, string | undefined] {
  const link = page.document.querySelector(".flash .buttons a");
  return [link?.text, link?.getAttribute("href")];
}

describe("the message leads to the row", () => {
  it("on this page, where it has the task", async () => {
    await add(bob, "Bob\u2019s");
    await createList(ann.scope, { name: "Garden", colour: "moss" });
    await createSection(ann.scope, { listId: 1, name: "Beds" });
    const cases: [path: string, line: string][] = [
      ["/dashboard", "One"],
      ["/inbox", "Two tomorrow"],
      ["/lists/1", "Three"],
      ["/lists/1?section=1", "Four @Garden/Beds"],
      ["/tags/home", "Five"],
      ["/upcoming", "Six"],
      ["/someday", "Seven"],
      ["/tasks?tag=HOME&priority=high", "Eight !1 #home"],
    ];
    await add(ann, "Tagged", { tags: ["home"] });
    for (const [index, [path, line]] of cases.entries()) {
      const result = await addLine(path, line);
      assert.equal(result.location, `${path}#add`, line);
      const page = await browser.follow(result);
      assert.deepEqual(linkOf(page), ["Show", `${path}#t-${index + 2}`]);
      assert.ok(page.document.getElementById(`t-${index + 2}`), `${line} is on ${path}`);
    }
  });

  it("and otherwise on that of its list, which it names", async () => {
    await createList(ann.scope, { name: "Garden", colour: "moss" });
    await createList(bob.scope, { name: "Bob\u2019s", colour: "moss" });
    const cases: [path: string, line: string, label: string, href: string][] = [
      ["/dashboard", "One tomorrow", "Show in Inbox", "/inbox#t-1"],
      ["/upcoming", "Two today", "Show in Inbox", "/inbox#t-2"],
      ["/inbox", "Three @garden", "Show in Garden", "/lists/1#t-3"],
      ["/someday", "Four tomorrow", "Show in Inbox", "/inbox#t-4"],
      ["/lists/1", "Five @inbox", "Show in Inbox", "/inbox#t-5"],
      ["/tasks?priority=high", "Six", "Show in Inbox", "/inbox#t-6"],
      ["/tasks?tag=home", "Seven", "Show in Inbox", "/inbox#t-7"],
    ];
    for (const [path, line, label, href] of cases) {
      const page = await browser.follow(await addLine(path, line));
      assert.deepEqual(linkOf(page), [label, href], line);
      const row = href.replace(/^.*#/, "");
      assert.equal(page.document.querySelector(`main form > ol #${row}`), null);
      assert.ok((await browser.get(href.replace(/#.*/, ""))).document.getElementById(row), line);
    }
  });

  it("also where it is on a later page", async () => {
    await createList(ann.scope, { name: "Garden", colour: "moss" });
    await createSection(ann.scope, { listId: 1, name: "Beds" });
    const many = (rest: Partial<NewTask>) =>
      createTasks(
        ann.scope,
        Array.from({ length: 55 }, (_, n) => ({ title: `Task ${n}`, ...rest })),
      );
    const { today } = ann.scope;
    await many({ dueOn: today, dueTime: "09:00" });
    await many({ listId: 1, priority: 3, tags: ["home"] });
    await many({ listId: 1, sectionId: 1, dueOn: addDays(today, 1) });
    for (const [path, line] of [
      ["/inbox", "One"],
      ["/inbox?limit=20", "Two"],
      ["/lists/1", "Three"],
      ["/lists/1", "Four @Garden/Beds"],
      ["/lists/1?sort=priority", "Five"],
      ["/lists/1?sort=title", "Zzz"],
      ["/tags/home", "Seven"],
      ["/upcoming", "Eight"],
      ["/tasks?sort=due&status=all", "Nine"],
      ["/tasks", "Ten"],
      ["/dashboard", "Eleven 9am"],
      ["/dashboard", "Twelve tomorrow @Garden"],
      ["/dashboard", "Thirteen tomorrow"],
    ] as const) {
      const page = await browser.follow(await addLine(path, line));
      const [, href = ""] = linkOf(page);
      const [address = "", row = ""] = href.split("#");
      const shown = await browser.get(address);
      assert.ok(shown.document.getElementById(row), `${line}: ${href}`);
    }
  });

  it("but not on the page of the task itself", async () => {
    const form = await browser.get("/tasks/new");
    const page = await browser.follow(await browser.submit(form, "/tasks", { title: "One" }));
    assert.equal(linkOf(page)[0], undefined);
  });
});

describe("a phone goes on at the row, since its keyboard is closed by then", () => {
  const PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148";

  it("by what the browser says of itself", async () => {
    const cases: [Record<string, string>, string][] = [
      [{ "User-Agent": PHONE }, "#t-1"],
      [{ "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/145.0" }, "#add"],
      [{ "Sec-CH-UA-Mobile": "?1" }, "#t-3"],
      [{ "Sec-CH-UA-Mobile": "?0", "User-Agent": PHONE }, "#add"],
    ];
    for (const [headers, fragment] of cases) {
      browser.headers = headers;
      const result = await addLine("/inbox", "Oats");
      assert.equal(result.location, `/inbox${fragment}`, JSON.stringify(headers));
    }
  });

  it("where the page has it", async () => {
    browser.headers = { "User-Agent": PHONE };
    const day = addDays(ann.scope.today, 2);
    const result = await addLine("/dashboard", `Oats ${day}`);
    assert.equal(result.location, "/dashboard#add");
    assert.deepEqual(linkOf(await browser.follow(result)), ["Show in Inbox", "/inbox#t-1"]);
  });
});
