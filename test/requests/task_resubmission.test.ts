/** Every field of a task's forms survives a sign-in that ended, and a check that failed. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { createList } from "../../src/models/lists.ts";
import { createTask } from "../../src/models/tasks.ts";
import { PASSWORD, startTestApp, type TestApp } from "../support/app.ts";
import { type Browser, type Fields, fieldsOfForm, type PageResult } from "../support/browser.ts";

type Person = Awaited<ReturnType<TestApp["signedUp"]>>;

const DAY = 24 * 60 * 60_000;

let app: TestApp;
let ann: Person;
let bob: Person;
let browser: Browser;

before(async () => {
  app = await startTestApp();
});

// Ann has a list 1 and tasks 1 to 3; Bob has a task 1.
beforeEach(async () => {
  ann = await app.signedUp("Ann");
  bob = await app.signedUp("Bob");
  browser = ann.browser;
  await createList(ann.scope, { name: "Home", colour: "moss" });
  for (const title of ["One", "Two", "Three"]) {
    await createTask(ann.scope, { title });
  }
  await createTask(bob.scope, { title: "Bob's" });
});

after(async () => app.close());

/** Sends a form after the sign-in ran out, and signs in again. @returns the form shown again. */
async function sendLate(action: string, fields: Fields): Promise<PageResult> {
  const _csrf = await browser.token();
  app.advance(8 * DAY);
  const refused = await browser.post(action, { ...fields, _csrf });
  const page = await browser.follow(refused);
  const signIn = { email: ann.user.email, password: PASSWORD };
  return browser.follow(await browser.submit(page, "/auth/signin", signIn));
}

/** Sends a form with a token that is none. @returns the form shown again. */
async function sendUnverified(action: string, fields: Fields): Promise<PageResult> {
  const page = await browser.post(action, { ...fields, _csrf: "session.forged" });
  assert.equal(page.status, 403);
  return page;
}

function sentAgain(page: PageResult, action: string): Fields {
  const { _csrf, ...fields } = fieldsOfForm(page.form(action));
  assert.ok(_csrf);
  return fields;
}

const WHOLE = {
  title: "Pay rent",
  description: "\nto:\nthe landlord",
  due_on: "2027-01-31",
  due_time: "09:00",
  starts_on: "2027-01-20",
  priority: "high",
  list: "1",
  tags: "bills home",
  repeat: "week",
  repeat_every: "2",
  repeat_days: ["mon", "thu"],
  repeat_on: "day_31",
  repeat_year_on: "date",
  repeat_mode: "catch-up",
  repeat_ends: "count",
  repeat_until: "2028-01-01",
  repeat_count: "12",
  return_to: "/inbox",
};
/** Every form has one. */
const KEY = { request_key: "a key of the form" };

const FORMS: [action: string, fields: Fields][] = [
  ["/tasks", WHOLE],
  ["/tasks/1", { ...WHOLE, version: "1", seen: "a.b.c", preview: "1" }],
  [
    "/tasks",
    { quick: "1", title: "a @b", list: "1", due_on: "2027-01-01", tag: "x", return_to: "/inbox" },
  ],
  ["/tasks/many", { lines: "\n- One\n- Two", list: "1", seen: "2", return_to: "/tasks" }],
  [
    "/tasks/bulk",
    { task: ["1", "2", "3"], action: "move", list: "1", when: "date", due_on: "2027-01-01" },
  ],
  ["/tasks/bulk", { all: "1", count: "3", action: "tag", tag: "x", return_to: "/tasks?sort=due" }],
  ["/tasks/bulk", { "complete-2": "", return_to: "/tasks" }],
  ["/tasks/1/position", { to: "after", after: "2", return_to: "/tasks" }],
  ["/tasks/1/plain", { text: "One tomorrow", return_to: "/tasks" }],
  ["/lists", { name: "Garden", colour: "clay" }],
  ["/lists/1/archiving", { archived: "1" }],
  ["/settings", { time_zone: "Europe/Copenhagen", week_start: "7" }],
  ["/undo/1", { force: "1", return_to: "/history" }],
];

describe("every field of a form comes back, as often as it was sent,", () => {
  for (const [action, own] of FORMS) {
    const fields = { ...own, ...KEY };
    const kind = `${action} ${Object.keys(own).slice(0, 2)}`;
    test(`after the sign-in ran out: ${kind}`, async () => {
      assert.deepEqual(sentAgain(await sendLate(action, fields), action), fields);
    });
    test(`after a check that failed: ${kind}`, async () => {
      assert.deepEqual(sentAgain(await sendUnverified(action, fields), action), fields);
    });
  }
});

test("what was typed is shown under its label, and what was chosen stays hidden", async () => {
  const form = (await sendLate("/tasks", WHOLE)).form("/tasks");
  const shown = form.querySelectorAll("input, textarea, select").flatMap((field) => {
    if (field.getAttribute("type") === "hidden") return [];
    const label = form.querySelector(`label[for="${field.id}"]`);
    return [[label?.text, field.getAttribute("name")]];
  });
  assert.deepEqual(shown, [
    ["Title", "title"],
    ["Notes", "description"],
    ["Due", "due_on"],
    ["At", "due_time"],
    ["Not on Today before", "starts_on"],
    ["Tags", "tags"],
  ]);
});

test("sent again, the whole of a task is saved, in one press", async () => {
  const back = await sendLate("/tasks", WHOLE);
  assert.equal((await browser.submit(back, "/tasks")).status, 303);
  const [task] = await app.database.sql(
    "select title, due_on, repeat_rule, repeat_mode, list_id from tasks where user_id = $1 and id = 4",
    [ann.user.id],
  );
  assert.deepEqual(task, {
    title: "Pay rent",
    due_on: "2027-01-31",
    repeat_rule: "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;COUNT=12",
    repeat_mode: "catch_up",
    list_id: 1,
  });
});

test("confirmed after it was handled already, it is the same request and adds nothing", async () => {
  // In the order of the page; the page that asks to confirm has another one.
  const fields = { ...KEY, quick: "1", return_to: "/inbox", list: "1", title: "Pay rent" };
  const _csrf = await browser.token();
  assert.equal((await browser.post("/tasks", { ...fields, _csrf })).status, 303);
  const page = await sendUnverified("/tasks", fields);
  const again = await browser.follow(await browser.submit(page, "/tasks"));
  assert.match(again.flash ?? "", /^Already added Pay rent/);
  const count = "select count(*)::integer as count from tasks where user_id = $1";
  assert.deepEqual(await app.database.sql(count, [ann.user.id]), [{ count: 4 }]);
});

test("sent again, a press for many does it to all of them, and to nobody else's", async () => {
  const fields = { task: ["1", "2"], action: "complete", return_to: "/tasks" };
  const back = await sendLate("/tasks/bulk", fields);
  assert.equal((await browser.submit(back, "/tasks/bulk")).status, 303);
  const done = "select id from tasks where user_id = $1 and completed_at is not null order by id";
  const ids = async ({ user }: Person) =>
    (await app.database.sql(done, [user.id])).map(({ id }) => id);
  assert.deepEqual([await ids(ann), await ids(bob)], [[1, 2], []]);
});

test("fields that no form has are not kept, nor is a password", async () => {
  const kept = { title: "One", ...KEY };
  const odd = { ...kept, password: "secret", admin: "1", constructor: "x", "complete-x": "1" };
  const page = await sendUnverified("/tasks", odd);
  const { password, ...others } = sentAgain(page, "/tasks");
  assert.deepEqual(others, kept);
  assert.ok(!page.html.includes("secret"));
  assert.equal(password ?? "", "");
});
