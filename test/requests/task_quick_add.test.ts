/** The quick-add line: read as a person says it, repeated, undone, and kept as text. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { addDays } from "../../src/dates/calendar.ts";
import { localMoment } from "../../src/dates/local_time.ts";
import { UserScope } from "../../src/db/scope.ts";
import { done } from "../../src/errors.ts";
import { createList, updateList } from "../../src/models/lists.ts";
import { createSection } from "../../src/models/sections.ts";
import { updateTask } from "../../src/models/tasks.ts";
import { firstDay } from "../../src/quick_add/recurrence.ts";
import { formatRule, parseRule } from "../../src/recurrence/rule.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import type { Browser, Fields, PageResult } from "../support/browser.ts";
import { assertProblems, textIn } from "../support/fields.ts";

type Person = Awaited<ReturnType<TestApp["signedUp"]>>;

let app: TestApp;
let ann: Person;
let bob: Person;
let browser: Browser;
let tomorrow: string;

before(async () => {
  app = await startTestApp({}, { poolMax: 4 });
});

beforeEach(async () => {
  ann = await app.signedUp("Ann");
  bob = await app.signedUp("Bob");
  browser = ann.browser;
  tomorrow = addDays(localMoment(app.services.clock(), null).date, 1);
});

after(async () => app.close());

async function addLine(title: string, fields: Fields = {}, path = "/inbox"): Promise<PageResult> {
  return browser.submit(await browser.get(path), "/tasks", { title, ...fields });
}

async function tasks({ user }: Person = ann): Promise<Record<string, unknown>[]> {
  return app.database.sql(
    `select tasks.title, tasks.description, tasks.due_on, tasks.due_time, tasks.priority,
       (select name from lists where user_id = tasks.user_id and id = tasks.list_id) as list,
       array(select tags.name from task_tags join tags
         on tags.user_id = task_tags.user_id and tags.id = task_tags.tag_id
         where task_tags.user_id = tasks.user_id and task_id = tasks.id order by 1) as tags
     from tasks where tasks.user_id = $1 and tasks.deleted_at is null order by tasks.id`,
    [user.id],
  );
}

async function lists({ user }: Person = ann): Promise<string[]> {
  const rows = await app.database.sql<{ name: string }>(
    "select name from lists where user_id = $1 and deleted_at is null order by id",
    [user.id],
  );
  return rows.map(({ name }) => name);
}

function press(page: PageResult, label: string): Promise<PageResult> {
  const buttons = page.document.querySelectorAll(".flash form button");
  const button = buttons.find((one) => one.text.trim() === label);
  assert.ok(button, `no "${label}" in: ${page.flash}`);
  return browser.press(button);
}

const SAID = "Pay rent tomorrow 9am @home #bills !1 // to the landlord";

test("a line says all of a task, and the message says what was understood", async () => {
  const page = await browser.follow(await addLine(SAID));
  assert.match(
    page.flash ?? "",
    /^Added Pay rent\. due \w+ \d+ \w+, 09:00 · in the new list home · #bills · high/,
  );
  assert.deepEqual(await tasks(), [
    {
      title: "Pay rent",
      description: "to the landlord",
      due_on: tomorrow,
      due_time: "09:00:00",
      priority: 3,
      list: "home",
      tags: ["bills"],
    },
  ]);
  assert.deepEqual([await lists(), await lists(bob)], [["home"], []]);
});

test("a list that there is is found in any case, and shown by its own name", async () => {
  await createList(ann.scope, { name: "Home", colour: "sea" });
  await createList(bob.scope, { name: "HOME", colour: "sea" });
  const page = await browser.follow(await addLine("Water the fig @hOmE"));
  assert.match(page.flash ?? "", /in Home/);
  assert.deepEqual([await lists(), await tasks(bob)], [["Home"], []]);
});

describe("the place that a line names", () => {
  test("the Inbox is no list", async () => {
    await createList(bob.scope, { name: "Inbox", colour: "sea" });
    for (const line of ["Buy milk @inbox", 'Buy oats @"Inbox"']) {
      const page = await browser.follow(await addLine(line));
      assert.match(page.flash ?? "", /in the Inbox/);
    }
    assert.deepEqual(
      (await tasks()).map(({ title, list }) => [title, list]),
      [
        ["Buy milk", null],
        ["Buy oats", null],
      ],
    );
    assert.deepEqual(await lists(), []);
  });

  test("an archived list says so, and one press brings it back", async () => {
    const made = done(await createList(ann.scope, { name: "Garden", colour: "moss" }));
    done(await updateList(ann.scope, made.value.id, { archived: true }));
    const page = await browser.follow(await addLine("Water the fig @Garden"));
    assert.match(page.flash ?? "", /in Garden, which is archived/);
    await press(page, "Bring it back");
    const next = await browser.follow(await addLine("Water the fern @Garden"));
    assert.ok(!next.flash?.includes("archived"));
  });

  test("a section is named after its list", async () => {
    for (const person of [ann, bob]) {
      const { value } = done(await createList(person.scope, { name: "Holiday", colour: "sea" }));
      done(await createSection(person.scope, { listId: value.id, name: "Packing" }));
    }
    const page = await browser.follow(await addLine("Socks @holiday/packing"));
    assert.match(page.flash ?? "", /in Holiday, Packing/);
    const other = await browser.follow(await addLine("Map @Holiday/Books"));
    assert.match(other.flash ?? "", /in Holiday, which has no section Books/);
    const _csrf = await browser.token();
    await browser.post("/tasks/many", { lines: 'Hat @"holiday/Packing"\nScarf @inbox', _csrf });
    const rows = await app.database.sql(
      "select title, list_id, section_id from tasks where user_id = $1 order by id",
      [ann.user.id],
    );
    assert.deepEqual(rows, [
      { title: "Socks", list_id: 1, section_id: 1 },
      { title: "Map", list_id: 1, section_id: null },
      { title: "Hat", list_id: 1, section_id: 1 },
      { title: "Scarf", list_id: null, section_id: null },
    ]);
    assert.deepEqual([await lists(), await tasks(bob)], [["Holiday"], []]);
  });
});

test("one Undo takes back the task, and the list and tags that it made", async () => {
  const page = await browser.follow(await addLine(SAID));
  assert.equal((await press(page, "Undo")).status, 303);
  assert.deepEqual([await tasks(), await lists()], [[], []]);
  const tags = await app.database.sql("select 1 from tags where user_id = $1", [ann.user.id]);
  assert.deepEqual(tags, []);
});

describe("kept as text", () => {
  const none = { description: "", due_on: null, due_time: null, priority: 0, list: null, tags: [] };

  test("a line is its title, whole, and the list that it made is gone", async () => {
    const page = await browser.follow(await addLine(SAID));
    const kept = await press(page, "Keep my words as they were");
    assert.deepEqual([kept.status, kept.path], [303, "/inbox"]);
    const after = await browser.follow(kept);
    assert.match(after.flash ?? "", /^Kept as text Pay rent tomorrow 9am @home/);
    assert.deepEqual(await tasks(), [{ ...none, title: SAID }]);
    assert.deepEqual(await lists(), []);
    await press(after, "Undo");
    assert.equal((await tasks())[0]?.title, "Pay rent");
    assert.deepEqual(await lists(), ["home"]);
  });

  test("it stays where the page puts it, and a list that was there stays too", async () => {
    await createList(ann.scope, { name: "Garden", colour: "moss" });
    await createList(ann.scope, { name: "Home", colour: "moss" });
    const page = await browser.follow(await addLine("Buy oats @home", {}, "/lists/1"));
    assert.equal((await tasks())[0]?.list, "Home");
    await press(page, "Keep my words as they were");
    assert.deepEqual(await tasks(), [{ ...none, title: "Buy oats @home", list: "Garden" }]);
    assert.deepEqual(await lists(), ["Garden", "Home"]);
  });

  test("is not offered where nothing was understood, or the line is no title", async () => {
    for (const line of ["Water the fig", `Water the fig // ${"n".repeat(201)}`]) {
      const page = await browser.follow(await addLine(line));
      assert.ok(!page.html.includes("Keep my words as they were"), line.slice(0, 30));
    }
  });

  test("of another person's task is the 404 of none", async () => {
    await addLine(SAID);
    const before = await tasks();
    const _csrf = await bob.browser.token();
    const result = await bob.browser.post("/tasks/1/plain", { text: "Bob's", _csrf });
    assert.equal(result.status, 404);
    assert.deepEqual(await tasks(), before);
  });
});

describe("every 2nd friday", () => {
  const OTHER = "Make it the second Friday of each month";

  test("says every 2 weeks, and is the second of each month in one press", async () => {
    const repeats = async ({ user }: Person) =>
      app.database.sql(
        `select title, due_on, repeat_rule, repeat_anchor from tasks
         where user_id = $1 order by id`,
        [user.id],
      );
    const line = "Club every second friday until 24 dec 2037 #fun";
    await bob.browser.submit(await bob.browser.get("/inbox"), "/tasks", { title: line });
    const bobs = await repeats(bob);
    const page = await browser.follow(await addLine(line));
    assert.match(page.flash ?? "", /every 2 weeks on Friday, until Thu 24 Dec 2037/);
    const was = await repeats(ann);
    const pressed = await press(page, OTHER);
    assert.deepEqual([pressed.status, pressed.path], [303, "/inbox"]);
    const today = localMoment(app.services.clock(), null).date;
    const rule = parseRule("FREQ=MONTHLY;BYDAY=2FR;UNTIL=20371224");
    assert.ok(rule);
    const day = firstDay(rule, today);
    assert.deepEqual(await repeats(ann), [
      { title: "Club", due_on: day, repeat_rule: formatRule(rule), repeat_anchor: day },
    ]);
    const saved = await browser.follow(pressed);
    assert.match(saved.flash ?? "", /^Saved Club/);
    await press(saved, "Undo");
    assert.deepEqual(await repeats(ann), was);
    assert.deepEqual(await repeats(bob), bobs);
  });

  test("loses nothing that was changed since", async () => {
    const page = await browser.follow(await addLine("Club every 2nd friday"));
    await updateTask(ann.scope, 1, { title: "Chess club" });
    assert.equal((await press(page, OTHER)).status, 409);
    assert.equal((await tasks())[0]?.title, "Chess club");
  });

  test("is offered nothing where it has one meaning", async () => {
    for (const line of ["every other friday", "every 2nd friday of the month", "every 2nd day"]) {
      const page = await browser.follow(await addLine(`Club ${line}`));
      assert.ok(!page.html.includes("Make it the"), line);
    }
  });
});

test("hours pass on the person's own clock, also where it is put forward", () => {
  const clock = () => new Date("2027-03-28T00:30Z");
  const owner = { ...ann.user, timeZone: "Europe/Berlin" };
  const { dateContext } = new UserScope(app.services.database, owner, { clock });
  assert.deepEqual(dateContext.later(120), { date: "2027-03-28", time: "04:30" });
  assert.deepEqual(ann.scope.at(clock()).dateContext.later(120).time, "02:30");
});

describe("a date word that was not used", () => {
  const OFFERED = ["Undo", "Today", "Tomorrow", "Pick a day"];

  test("is said, and the day is one press away", async () => {
    const page = await browser.follow(await addLine("Dentist 3/12 14:30"));
    assert.match(page.flash ?? "", /^Added Dentist 3\/12 14:30\. No date was read/);
    const labels = page.document
      .querySelectorAll(".flash form button")
      .map(({ text }) => text.trim());
    assert.deepEqual(labels, OFFERED);
    const pressed = await press(page, "Tomorrow");
    assert.deepEqual([pressed.status, pressed.path], [303, "/inbox"]);
    assert.deepEqual(
      (await tasks()).map(({ title, due_on }) => [title, due_on]),
      [["Dentist 3/12 14:30", tomorrow]],
    );
  });

  test("also beside what was understood; any other day is asked for", async () => {
    await addLine("Bob's", {}, "/inbox");
    const page = await browser.follow(await addLine("Sunday lunch with Mum #family"));
    assert.match(page.flash ?? "", /No date was read · #family/);
    const asked = await press(page, "Pick a day");
    assert.equal(asked.status, 200);
    assert.match(asked.text, /Which day\?/);
    const saved = await browser.submit(asked, "/tasks/bulk", { due_on: "2027-02-03" });
    assert.equal(saved.status, 303);
    assert.deepEqual(
      (await tasks()).map(({ due_on }) => due_on),
      [null, "2027-02-03"],
    );
    assert.deepEqual(await tasks(bob), []);
  });

  test("also where the page gives a day instead", async () => {
    const page = await browser.follow(await addLine("Swim mon-fri", { due_on: "2027-01-02" }));
    assert.match(page.flash ?? "", /No date was read/);
  });

  test("not where there is none, it is quoted or a name", async () => {
    await addLine("Water the fig");
    const lines = [
      "Read 1984",
      'Read "24 dec"',
      "Watch \\tomorrow",
      "The 5th Wave",
      "Read USA Today",
    ];
    for (const line of [...lines, "May be late", "Catch-22"]) {
      const page = await browser.follow(await addLine(line));
      assert.ok(!page.flash?.includes("No date was read"), line);
    }
  });
});

test("a tag that is too long is said, and its length is that of its letters", async () => {
  const long = await browser.follow(await addLine(`Oats #${"ä".repeat(51)}`));
  assert.match(long.flash ?? "", /A tag was not read: 50 characters or less/);
  // In two code points each, as some keyboards write them.
  const decomposed = "a\u0308".repeat(50);
  const page = await browser.follow(await addLine(`Oats tomorrow #${decomposed}`));
  assert.ok(!page.flash?.includes("not read"));
  assert.deepEqual(
    (await tasks()).map((task) => task.tags),
    [[], ["ä".repeat(50)]],
  );
  assert.deepEqual(await tasks(bob), []);
});

test("a page gives a line what it does not say: its list, its day, its tag", async () => {
  await createList(ann.scope, { name: "Garden", colour: "moss" });
  const given = { list: "1", due_on: "2027-01-02", tag: "waiting" };
  await addLine("Plain", given);
  await addLine("Said tomorrow @home #waiting #own", given);
  const [plain, said] = await tasks();
  assert.deepEqual(
    [plain?.due_on, plain?.list, plain?.tags],
    ["2027-01-02", "Garden", ["waiting"]],
  );
  assert.deepEqual([said?.due_on, said?.list, said?.tags], [tomorrow, "home", ["own", "waiting"]]);
});

test("a time or a repeat without a day is on the day of the page, if it is still to come", async () => {
  const path = "/calendar?day=2027-01-02";
  await addLine("Call 17:00", {}, path);
  await addLine("Water every day", {}, path);
  await addLine("Said tomorrow 17:00", {}, path);
  await addLine("Feed every day", { due_on: "2020-01-01" });
  const today = addDays(tomorrow, -1);
  assert.deepEqual(
    (await tasks()).map(({ title, due_on }) => [title, due_on]),
    [
      ["Call", "2027-01-02"],
      ["Water", "2027-01-02"],
      ["Said", tomorrow],
      ["Feed", today],
    ],
  );
  assert.deepEqual(await tasks(bob), []);
});

test("a title that no quick-add line sends is taken word for word", async () => {
  const _csrf = await browser.token();
  await browser.post("/tasks", { title: SAID, _csrf });
  const [task] = await tasks();
  assert.deepEqual([task?.title, task?.due_on, await lists()], [SAID, null, []]);
});

test("what cannot be taken comes back on its page with the line as it was typed", async () => {
  await createList(ann.scope, { name: "Garden", colour: "moss" });
  for (const path of ["/dashboard", "/lists/1", "/upcoming"]) {
    const line = `${"x".repeat(201)} tomorrow @home !1`;
    const page = await addLine(line, {}, path);
    assert.equal(page.status, 422, path);
    assertProblems(page, { title: "Title must be 200 characters or less" });
    assert.equal(textIn(page, "title"), line);
    const heading = (await browser.get(path)).document.querySelector("h1")?.text;
    assert.equal(page.document.querySelector("h1")?.text, heading);
  }
  assert.deepEqual([await tasks(), await lists()], [[], ["Garden"]]);
});

test("for a list that has gone meanwhile, it becomes the full form, with what was understood", async () => {
  await createList(ann.scope, { name: "Garden", colour: "moss" });
  const page = await browser.get("/lists/1");
  await app.database.sql("update lists set deleted_at = now() where user_id = $1", [ann.user.id]);
  const result = await browser.submit(page, "/tasks", { title: "Water the fig tomorrow !1" });
  assert.equal(result.status, 422);
  assert.deepEqual(result.problems, ["List not found"]);
  assert.equal(textIn(result, "title"), "Water the fig");
  assert.equal(textIn(result, "due_on"), tomorrow);
  const added = await browser.submit(result, "/tasks");
  assert.equal(added.status, 303);
  assert.deepEqual(
    (await tasks()).map(({ title, priority, list }) => [title, priority, list]),
    [["Water the fig", 3, null]],
  );
});

test("posted twice it is added once, and the second answer can undo it too", async () => {
  const page = await browser.get("/inbox");
  await browser.submit(page, "/tasks", { title: SAID });
  const twice = await browser.follow(await browser.submit(page, "/tasks", { title: SAID }));
  assert.match(twice.flash ?? "", /^Already added Pay rent\. .* · in home · /);
  assert.equal((await tasks()).length, 1);
  await press(twice, "Undo");
  assert.deepEqual([await tasks(), await lists()], [[], []]);
});

test("many at once with the same new list and tag make one of each", async () => {
  const results = await Promise.all(
    Array.from({ length: 5 }, async (_, index) => {
      const own = browser.copy();
      return own.submit(await own.get("/inbox"), "/tasks", { title: `Task ${index} @home #new` });
    }),
  );
  assert.deepEqual(new Set(results.map(({ status }) => status)), new Set([303]));
  assert.deepEqual([(await tasks()).length, await lists()], [5, ["home"]]);
});

test("Undo of the one that made the list is asked about when another is in it since", async () => {
  const page = await browser.follow(await addLine("One @home"));
  await addLine("Two @home");
  const clash = await press(page, "Undo");
  assert.equal(clash.status, 409);
  assert.equal((await tasks()).length, 2);
});

test("the message fits its cookie whatever the line is, and can still undo it", async () => {
  const tags = Array.from({ length: 20 }, (_, n) => `#${"ü".repeat(47)}${n}`).join(" ");
  const returnTo = `/inbox?status=pending&tag=${"x".repeat(900)}`;
  for (const line of [
    `${"🎺".repeat(200)} ${tags} @home`,
    `${"🎺".repeat(180)} !1`,
    `"${"\\".repeat(199)}`,
  ]) {
    const result = await addLine(line, { return_to: returnTo });
    const cookie = result.cookies.find(({ name }) => name === "plainlist_flash");
    assert.ok(cookie && cookie.name.length + cookie.value.length < 4_096);
    const page = await browser.follow(result);
    assert.match(page.flash ?? "", /^Added /);
    assert.equal((await press(page, "Undo")).status, 303);
  }
  assert.deepEqual([await tasks(), await lists()], [[], []]);
});
