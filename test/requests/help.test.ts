/** The help page: every example can be pressed, is understood, and keeps nothing. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { after, before, it } from "node:test";
import { addDays, dayParts } from "../../src/dates/calendar.ts";
import { UserScope } from "../../src/db/scope.ts";
import { createList } from "../../src/models/lists.ts";
import { createTask, findTask } from "../../src/models/tasks.ts";
import { DAY_WORDS, parseDays } from "../../src/search/days.ts";
import { FIELDS } from "../../src/search/terms.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import type { PageResult } from "../support/browser.ts";
import { assertProblems, textIn } from "../support/fields.ts";

let app: TestApp;

before(async () => {
  app = await startTestApp();
});
after(() => app.close());

async function kept(): Promise<Record<string, unknown>[]> {
  return app.database.sql(
    "select last_change_id, (select count(*)::int from tasks) as tasks from users order by id",
  );
}

function linksTo(page: PageResult, start: string): { href: string; text: string }[] {
  return page.document
    .querySelectorAll("main a")
    .map((link) => ({ href: link.getAttribute("href") ?? "", text: link.text.trim() }))
    .filter(({ href }) => href.startsWith(start));
}

function tryFor(line: string): string {
  return `/help?try=${encodeURIComponent(line)}`;
}

it("every line that it shows is filled in by its link, says what it means, and is not kept", async () => {
  const { browser } = await app.signedUp("Ann");
  const lines = linksTo(await browser.get("/help"), "/help?try=");
  assert.ok(lines.length >= 24, `${lines.length} lines`);
  const before = await kept();
  for (const { href, text } of lines) {
    const page = await browser.get(href.replace(/#add$/, ""));
    assert.equal(page.status, 200, href);
    const line = textIn(page, "title") ?? "";
    assert.ok(line.endsWith(text), `${line} ends with ${text}`);
    const said = page.document.querySelector(".tried")?.text ?? "";
    assert.match(
      said,
      /^This line would add .+: .+\. Change it as you like; Add keeps it\.$/,
      line,
    );
    assert.doesNotMatch(said, /not read/, line);
  }
  assert.deepEqual(await kept(), before);
});

it("every query that it shows is understood, and explained as its own page explains it", async () => {
  const { browser, scope } = await app.signedUp("Ann");
  await createList(scope, { name: "Ann's kitchen", colour: "moss" });
  await createTask(scope, { title: "Rinse", tags: ["dishes"] });
  const help = await browser.get("/help");
  const queries = linksTo(help, "/search?q=");
  assert.ok(queries.length >= 45, `${queries.length} queries`);
  assert.ok(queries.some(({ text }) => text === 'list:"Ann\'s kitchen" is:open'));
  assert.ok(queries.some(({ text }) => text === "-@inbox tag:dishes"));
  for (const { href, text } of queries) {
    const page = await browser.get(href);
    assert.equal(page.status, 200, href);
    assert.equal(page.document.querySelector("#q")?.getAttribute("value"), text);
    assert.equal(page.document.querySelector("#query-error"), null, text);
  }
  for (const row of help.document.querySelectorAll("[aria-labelledby=find] dl > div")) {
    const { href = "" } = row.querySelector("a")?.attributes ?? {};
    const explained = (await browser.get(href)).document.querySelector("#explained")?.text ?? "";
    row.querySelector("dd small")?.remove();
    const words = (row.querySelector("dd")?.text ?? "").trim();
    const plural = explained.replace(/^1 (.*?)task/, "1 $1tasks");
    assert.match(plural, /^(No|1) /);
    assert.equal(plural.replace(/^\S+ /, ""), `${words}.`);
  }
  const { browser: bob } = await app.signedUp("Bob");
  const page = await bob.get("/help");
  assert.doesNotMatch(page.text, /kitchen"|dishes/);
  assert.ok(linksTo(page, "/search?q=").some(({ text }) => text === "list:inbox is:open"));
});

it("every way to write a day in a query is one", async () => {
  const { browser, scope } = await app.signedUp("Ann");
  const page = await browser.get("/help");
  const days = page.document.querySelectorAll("code.day").map(({ text }) => text);
  for (const day of days) {
    const { today, weekStart } = scope;
    assert.notEqual(parseDays("=", day, { today, weekStart, isPast: false }), null, day);
  }
  assert.deepEqual(days.slice(-DAY_WORDS.length), [...DAY_WORDS]);
});

it("a line is added from it as it was shown, and can be undone", async () => {
  const { browser, scope } = await app.signedUp("Ann");
  const page = await browser.get(tryFor("pay rent tomorrow 9am every month @home !1"));
  const day = addDays(scope.today, 1);
  assert.match(page.text, /This line would add pay rent: due .+, 09:00 · every month · in home/);
  const added = await browser.submit(page, "/tasks");
  assert.deepEqual([added.status, added.location], [303, "/help"]);
  const { title, dueOn, dueTime, priority, list } = (await findTask(scope, 1)) ?? {};
  assert.deepEqual([title, dueOn, dueTime, priority], ["pay rent", day, "09:00", 3]);
  assert.equal(list?.name, "home");
  const shown = await browser.follow(added);
  assert.match(shown.flash ?? "", /Added pay rent/);
  const undo = shown.document.querySelector('.flash form[action^="/undo/"]');
  await browser.submit(shown, undo?.getAttribute("action") ?? "");
  assert.notEqual((await findTask(scope, 1))?.deletedAt ?? "gone", null);
});

it("dates and times stand as the person writes them", async () => {
  const { browser, user } = await app.signedUp("Ann");
  const clock = app.services.clock;
  const { year, month, date } = dayParts(
    addDays(new UserScope(app.database.database, user, { clock }).today, 10),
  );
  const unknown = await browser.get("/help");
  assert.match(unknown.text, /Your Settings do not say yet whether 3\/12 is in March/);
  assert.ok(unknown.text.includes("tomorrow 17:30"));
  const _csrf = await browser.token();
  for (const { date_format, words, first } of [
    { date_format: "day_first", words: `${date}/${month}/${year}`, first: "day" },
    { date_format: "month_first", words: `${month}/${date}/${year}`, first: "month" },
  ]) {
    await browser.post("/settings", { date_format, time_format: "12", _csrf });
    const page = await browser.get("/help");
    assert.ok(page.text.includes(words), words);
    assert.ok(page.text.includes(`the ${first} comes first`));
    assert.match(page.text, /tomorrow 5:30pm\s*due [^,]+, 5:30 pm/);
  }
});

it("what cannot be tried is refused with a message, and any other text is shown as it is", async () => {
  const { browser } = await app.signedUp("Ann");
  const before = await kept();
  const tooLong = await browser.get(tryFor("a".repeat(501)));
  assert.equal(tooLong.status, 400);
  assert.match(tooLong.text, /The line to try must be 500 characters or less/);
  const several = await browser.get("/help?try=a&try=b");
  assert.equal(several.status, 400);
  assert.match(several.text, /The line to try must be one text/);
  const title = await browser.get(tryFor("a".repeat(201)));
  assert.equal(title.status, 422);
  assertProblems(title, { title: "Title must be 200 characters or less" });
  assert.equal((await browser.get(tryFor("   "))).status, 200);
  for (const line of [
    "<b>&\"'",
    "%00",
    "a\u202Eb",
    "31 feb 0000 10000-01-01",
    "every 0 days",
    "\\",
  ]) {
    const page = await browser.get(tryFor(line));
    assert.equal(page.status, 200, line);
    assert.equal(textIn(page, "title"), line);
    assert.ok(page.document.querySelector(".tried") !== null, line);
  }
  assert.equal((await browser.get("/help?try=%00%ED%A0%80a")).status, 200);
  const unread = await browser.get(tryFor("lunch 31 feb"));
  assert.match(unread.text, /would add lunch 31 feb: No date was read\./);
  assert.deepEqual(await kept(), before);
});

it("it is found from the sidebar, the box, what is wrong with a query, and empty lists", async () => {
  const { browser } = await app.signedUp("Ann");
  const dashboard = await browser.get("/dashboard");
  const menu = dashboard.document.querySelectorAll("#menu a");
  assert.ok(menu.some((link) => link.text === "Help" && link.getAttribute("href") === "/help"));
  const ids = new Set(
    (await browser.get("/help")).document.querySelectorAll("[id]").map(({ id }) => id),
  );
  for (const [address, target] of [
    ["/search", "/help#find"],
    ["/search?q=prioritty:high", "/help#terms"],
    ["/inbox", "/help#quick-add"],
    ["/inbox?q=nothing", "/help#find"],
    ["/inbox?q=is:late", "/help#terms"],
    ["/dashboard", "/help#quick-add"],
  ] as const) {
    const links = linksTo(await browser.get(address), "/help#");
    assert.ok(
      links.some(({ href }) => href === target),
      `${address} leads to ${target}`,
    );
    assert.ok(ids.has(target.replace(/.*#/, "")), `${target} is there`);
  }
  const wrong = await browser.get("/search?q=prioritty:high");
  assert.ok(wrong.text.includes(`The words a query knows: ${FIELDS.join(", ")}.`));
});

it("its contents lead to its sections, and its keys are those of the pages", async () => {
  const { browser } = await app.signedUp("Ann");
  const page = await browser.get("/help");
  for (const link of page.document.querySelectorAll(".contents a")) {
    const target = page.document.getElementById((link.getAttribute("href") ?? "").slice(1));
    assert.equal(target?.text, link.text);
  }
  const views = path.resolve("views");
  const templates = readdirSync(views, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ejs"))
    .map((file) => readFileSync(path.join(views, file), "utf8"));
  const keys = templates.flatMap((text) =>
    [...text.matchAll(/\baccesskey(?:="|: ")([^"]+)"/g)].map(([, key = ""]) => key),
  );
  const [first] = page.document.querySelectorAll("[aria-labelledby=keys] dl");
  const taught = first?.querySelectorAll("kbd").map(({ text }) => text.toLowerCase());
  assert.deepEqual(new Set(taught), new Set(keys));
});

it("a visitor is asked to sign in first", async () => {
  const page = await app.visitor().get("/help");
  assert.equal(page.status, 303);
  assert.match(page.location ?? "", /^\/auth\/signin\?return_to=%2Fhelp/);
});
