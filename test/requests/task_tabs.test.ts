/** Two tabs with one task: whatever both of them say, nothing is lost. */
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { createList } from "../../src/models/lists.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { type Browser, fieldsOfForm, type PageResult } from "../support/browser.ts";

type Person = Awaited<ReturnType<TestApp["signedUp"]>>;

let app: TestApp;
let ann: Person;
let bob: Person;
let browser: Browser;
let mine: PageResult;

const YOURS = {
  title: "Sketch the harbour",
  description: "Three views.\nLeave the crane out.",
  due_on: "2027-01-31",
  due_time: "12:00",
  starts_on: "2027-01-20",
  priority: "high",
  list: "1",
  tags: "map ink",
  repeat: "month",
};
const THEIRS = {
  title: "Draw the harbour",
  description: "Three views.\nAsk Tomás.",
  due_on: "2027-02-01",
  due_time: "",
  priority: "low",
  list: "2",
  tags: "photo",
  repeat: "week",
  repeat_days: ["mon", "thu"],
};

before(async () => {
  app = await startTestApp();
});

// Ann's first tab shows the form of task 1; then it is saved in the second one.
beforeEach(async () => {
  ann = await app.signedUp("Ann");
  bob = await app.signedUp("Bob");
  browser = ann.browser;
  for (const { scope } of [ann, bob]) {
    for (const name of ["Studio", "Garden"]) {
      await createList(scope, { name, colour: "moss" });
    }
  }
  for (const person of [ann, bob]) {
    const form = await person.browser.get("/tasks/new");
    await person.browser.submit(form, "/tasks", { title: "Sketches", tags: "map" });
  }
  mine = await browser.get("/tasks/1/edit");
});

after(async () => app.close());

/** Everything that the form of task 1 says. */
async function saved(person = ann): Promise<Record<string, unknown>> {
  const page = await person.browser.get("/tasks/1/edit");
  const {
    version: _,
    _csrf: __,
    request_key: ___,
    ...fields
  } = fieldsOfForm(page.form("/tasks/1"));
  return fields;
}

/** Saves theirs in the second tab, and then yours in the first. */
async function collide(): Promise<PageResult> {
  const second = await browser.submit(await browser.get("/tasks/1/edit"), "/tasks/1", THEIRS);
  assert.equal(second.status, 303);
  const conflict = await browser.submit(mine, "/tasks/1", YOURS);
  assert.equal(conflict.status, 409, conflict.text);
  return conflict;
}

/** The words of a version by field; what is marked stands in brackets. */
function shown(page: PageResult, heading: string): Record<string, string> {
  const terms = page.document.querySelectorAll(`[aria-labelledby="${heading}"] dt`);
  const words = (text = "") => text.replace(/\s+/g, " ").trim();
  return Object.fromEntries(
    terms.map((term) => [words(term.text), words(term.nextElementSibling?.text)]),
  );
}

test("every field that differs is shown with what both say, the difference marked", async () => {
  const conflict = await collide();
  assert.deepEqual(shown(conflict, "yours"), {
    Title: "[Sketch] the harbour",
    Due: "[Sun 31 Jan] 2027",
    At: "[12:00]",
    "Hidden until": "[Wed 20 Jan 2027]",
    Repeats: "[On the 31st of every month, or its last day]",
    Priority: "[High]",
    List: "[Studio]",
    Tags: "[#map #ink]",
    Notes: "Three views. [Leave the crane out.]",
  });
  assert.deepEqual(shown(conflict, "saved"), {
    Title: "[Draw] the harbour",
    Due: "[Mon 1 Feb] 2027",
    "At (as it was)": "none",
    "Hidden until (as it was)": "none",
    Repeats: "[Every week on Mon and Thu]",
    Priority: "[Low]",
    List: "[Garden]",
    Tags: "[#photo]",
    Notes: "Three views. [Ask Tomás.]",
  });
});

test("nothing is saved before one of the ways is chosen, and Bob's task is never touched", async () => {
  const his = await saved(bob);
  await collide();
  assert.equal((await saved()).title, THEIRS.title);
  assert.deepEqual(await saved(bob), his);
});

test("keeping yours saves everything that was written in the first tab", async () => {
  const conflict = await collide();
  assert.equal((await browser.submit(conflict, "/tasks/1", {}, "Keep yours")).status, 303);
  const now = await saved();
  for (const [field, value] of Object.entries(YOURS)) {
    if (field === "tags") assert.deepEqual(String(now.tags).split(" ").sort(), ["ink", "map"]);
    else assert.equal(now[field], value, field);
  }
});

test("keeping the saved one leaves everything of the second tab", async () => {
  await collide();
  const now = await saved();
  for (const [field, value] of Object.entries(THEIRS)) assert.deepEqual(now[field], value, field);
});

test("one of both has yours, and the notes of both", async () => {
  const conflict = await collide();
  const form = fieldsOfForm(conflict.form("/tasks/1", "Save combined version"));
  assert.equal(form.description, "Three views.\nLeave the crane out.\nAsk Tomás.");
  assert.deepEqual(
    [form.title, form.due_on, form.list, form.repeat],
    [YOURS.title, YOURS.due_on, "1", "month"],
  );
  assert.equal(
    (await browser.submit(conflict, "/tasks/1", {}, "Save combined version")).status,
    303,
  );
  assert.equal((await saved()).description, form.description);
});

test("one of both has what either tab changed, and each side says what it left alone", async () => {
  const theirs = { due_on: "2027-02-01", due_time: "09:30", description: "Ask Tomás." };
  await browser.submit(await browser.get("/tasks/1/edit"), "/tasks/1", theirs);
  const yours = { title: "Draw the harbour", tags: "map ink", description: "Three views." };
  const conflict = await browser.submit(mine, "/tasks/1", yours);
  assert.equal(conflict.status, 409);
  assert.deepEqual(shown(conflict, "yours"), {
    Title: "[Draw the harbour]",
    "Due (as it was)": "none",
    "At (as it was)": "none",
    Tags: "#map [#ink]",
    Notes: "[Three views.]",
  });
  assert.deepEqual(shown(conflict, "saved"), {
    "Title (as it was)": "[Sketches]",
    Due: "[Mon 1 Feb 2027]",
    At: "[09:30]",
    "Tags (as it was)": "#map",
    Notes: "[Ask Tomás.]",
  });
  const both = await browser.submit(conflict, "/tasks/1", {}, "Save combined version");
  assert.equal(both.status, 303);
  const now = await saved();
  assert.deepEqual(
    [now.title, now.due_on, now.due_time, now.tags, now.description],
    [yours.title, theirs.due_on, theirs.due_time, "ink map", "Three views.\nAsk Tomás."],
  );
});

test("a day and its repeat go together into one of both", async () => {
  const theirs = { due_on: "2027-02-01", priority: "low" };
  await browser.submit(await browser.get("/tasks/1/edit"), "/tasks/1", theirs);
  const yours = { due_on: "2027-01-31", due_time: "12:00", repeat: "month" };
  const form = fieldsOfForm(
    (await browser.submit(mine, "/tasks/1", yours)).form("/tasks/1", "Save combined version"),
  );
  assert.deepEqual(
    [form.due_on, form.due_time, form.repeat, form.priority],
    [yours.due_on, yours.due_time, yours.repeat, theirs.priority],
  );
});

test("a time of yours goes with their day, and with your own where theirs is gone", async () => {
  const days = { due_on: "2027-01-31", due_time: "12:00" };
  await browser.submit(await browser.get("/tasks/1/edit"), "/tasks/1", days);
  const cases = [
    { theirs: { due_on: "2027-02-28" }, merged: ["2027-02-28", "15:00"] },
    { theirs: { due_on: "", due_time: "" }, merged: ["2027-02-28", "15:00"] },
  ];
  for (const { theirs, merged } of cases) {
    const open = await browser.get("/tasks/1/edit");
    await browser.submit(await browser.get("/tasks/1/edit"), "/tasks/1", theirs);
    const conflict = await browser.submit(open, "/tasks/1", { due_time: "15:00" });
    const form = fieldsOfForm(conflict.form("/tasks/1", "Save combined version"));
    assert.deepEqual([form.due_on, form.due_time], merged);
  }
  // And their removal of the day takes the time along that nobody touched.
  await browser.submit(await browser.get("/tasks/1/edit"), "/tasks/1", days);
  const open = await browser.get("/tasks/1/edit");
  const gone = { due_on: "", due_time: "" };
  await browser.submit(await browser.get("/tasks/1/edit"), "/tasks/1", gone);
  const conflict = await browser.submit(open, "/tasks/1", { title: "Drawings" });
  const form = fieldsOfForm(conflict.form("/tasks/1", "Save combined version"));
  assert.deepEqual([form.title, form.due_on, form.due_time], ["Drawings", "", ""]);
});

test("of a task with everything, what is sent back untouched is known as that", async () => {
  await browser.submit(await browser.get("/tasks/1/edit"), "/tasks/1", THEIRS);
  const open = await browser.get("/tasks/1/edit");
  await browser.submit(await browser.get("/tasks/1/edit"), "/tasks/1", { title: "Drawings" });
  const conflict = await browser.submit(open, "/tasks/1", { priority: "high" });
  assert.deepEqual(shown(conflict, "yours"), {
    "Title (as it was)": "[Draw the harbour]",
    Priority: "[High]",
  });
  assert.deepEqual(shown(conflict, "saved"), {
    Title: "[Drawings]",
    "Priority (as it was)": "[Low]",
  });
});

test("what was seen is kept while the form is corrected, and sent again by the conflict's own forms", async () => {
  const wrong = await browser.submit(mine, "/tasks/1", { title: "", priority: "high" });
  assert.equal(wrong.status, 422);
  await browser.submit(await browser.get("/tasks/1/edit"), "/tasks/1", { tags: "photo" });
  const first = await browser.submit(wrong, "/tasks/1", { title: "Sketches" });
  assert.equal(first.status, 409);
  const corrected = fieldsOfForm(first.form("/tasks/1", "Save combined version"));
  assert.deepEqual(
    [corrected.title, corrected.priority, corrected.tags],
    ["Sketches", "high", "photo"],
  );
  await browser.submit(await browser.get("/tasks/1/edit"), "/tasks/1", { title: "Drawings" });
  const second = await browser.submit(first, "/tasks/1", {}, "Save combined version");
  assert.equal(second.status, 409);
  const merged = fieldsOfForm(second.form("/tasks/1", "Save combined version"));
  assert.deepEqual([merged.title, merged.priority, merged.tags], ["Drawings", "high", "photo"]);
});

test("where it is not known what was seen, one of both has yours", async () => {
  await browser.submit(await browser.get("/tasks/1/edit"), "/tasks/1", THEIRS);
  for (const seen of ["", "a.b.c"]) {
    const conflict = await browser.submit(mine, "/tasks/1", { title: "Harbour", seen });
    const form = fieldsOfForm(conflict.form("/tasks/1", "Save combined version"));
    assert.deepEqual([form.title, form.due_on, form.priority], ["Harbour", "", "none"]);
    assert.deepEqual(conflict.document.querySelectorAll(".version dt small"), []);
  }
});

test("the same from both tabs is no conflict, whatever the order of its tags", async () => {
  await browser.submit(await browser.get("/tasks/1/edit"), "/tasks/1", YOURS);
  const again = await browser.submit(mine, "/tasks/1", { ...YOURS, tags: "#Ink, map" });
  assert.equal(again.status, 303);
});

test("other tags alone are another version too", async () => {
  await browser.submit(await browser.get("/tasks/1/edit"), "/tasks/1", { tags: "map ink" });
  const conflict = await browser.submit(mine, "/tasks/1", { tags: "map pen" });
  assert.equal(conflict.status, 409);
  assert.match(conflict.text, /#ink/);
  assert.match(conflict.text, /#pen/);
});

test("a version that is nonsense is no way round it", async () => {
  await browser.submit(await browser.get("/tasks/1/edit"), "/tasks/1", THEIRS);
  const result = await browser.submit(mine, "/tasks/1", { ...YOURS, version: "99" });
  assert.equal(result.status, 409);
});
