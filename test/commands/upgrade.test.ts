/** Upgrading: data of an earlier version is complete after migrating, and can still be undone. */
import assert from "node:assert/strict";
import { after, before, mock, test } from "node:test";
import { fileURLToPath } from "node:url";
import fixture from "../fixtures/2026-11-26.json" with { type: "json" };
import { type Method, type Sent, startTestApi, type TestApi } from "../support/api.ts";
import type { Browser, PageResult } from "../support/browser.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { databaseUrl, endProcesses, runCommand } from "../support/server_process.ts";

const DUMP = fileURLToPath(new URL("../fixtures/2026-11-26.dump", import.meta.url));
const { ada, grace, expired, signed_out: signedOut, sent_before: sentBefore } = fixture;

/** Labels of the history that have been reworded since. */
const REWORDED: Record<string, string> = {
  "Took the tag off": "Removed the tag from",
  "Made the list": "Created the list",
  "Made the section": "Created the section",
};
for (const entry of [...ada.history, ...grace.history]) {
  entry.label = REWORDED[entry.label] ?? entry.label;
}
const UNDONE = "Undone:";

/** Fields that also change when a change is undone and redone. */
const CHANGED_BY_UNDO = ["version", "updated_at", "undone_by"];

type Person = Pick<typeof ada, "user" | "cookies" | "token">;
type Entry = (typeof ada.history)[number];

let database: TestDatabase;
let api: TestApi;

before(async () => {
  database = await createTestDatabase({ empty: true });
  await command("restore", DUMP);
  await command("migrate");
  setMinutesLater(1);
  api = await startTestApi({}, { database });
});

after(async () => {
  await api.close();
  mock.timers.reset();
  await database.drop();
  await endProcesses();
});

test("signed-in users stay signed in, with the same cookies and token", async () => {
  for (const person of [ada, grace]) {
    const name = new RegExp(person.user.name);
    assert.match((await browserWith(person.cookies).get("/settings")).html, name);
    assert.equal((await call(person, "GET", "/settings")).status, 200);
  }
  // By then the access token has expired, and the session renews it.
  setMinutesLater(60);
  const later = await browserWith(ada.cookies).get("/dashboard");
  assert.equal(later.status, 200);
  assert.ok(later.cookies.some(({ name }) => name === "plainlist_token"));
  setMinutesLater(1);
});

test("expired and revoked sessions stay invalid", async () => {
  for (const { cookies, token } of [expired, signedOut]) {
    const page = await browserWith(cookies).get("/dashboard");
    assert.equal(page.location, "/auth/signin?return_to=%2Fdashboard");
    assert.equal((await call({ ...ada, token }, "GET", "/tasks")).status, 401);
  }
});

test("the password is accepted, and the form saved for the sign-in is shown", async () => {
  const browser = browserWith(expired.cookies);
  const signIn = await browser.follow(await browser.get("/auth/parked-form"));
  const fields = { email: ada.user.email, password: fixture.password };
  const waiting = await browser.follow(await browser.submit(signIn, "/auth/signin", fields));
  const title = waiting.form("/tasks").querySelector('[name="title"]');
  assert.equal(title?.getAttribute("value"), expired.kept_form);
});

test("a repeated idempotency key gets the saved response and changes nothing", async () => {
  const { key, json, status, headers, body } = sentBefore.request;
  const sent = { json, headers: { "Idempotency-Key": key }, isOld: true };
  const answer = await call(ada, "POST", "/tasks", sent);
  const same = Object.keys(headers).map((name) => [name, answer.headers[name]]);
  assert.deepEqual([answer.status, answer.body], [status, body]);
  assert.deepEqual(Object.fromEntries(same), headers);
  await assertUnchanged(ada);
});

test("all rows of the first user are unchanged", async () => {
  await assertUnchanged(ada);
});

test("all rows of the second user are unchanged, and the first user's stay inaccessible", async () => {
  await assertUnchanged(grace);
  for (const { id } of ada.tasks.filter((task) => grace.tasks.every(({ id }) => id !== task.id))) {
    assert.equal((await call(grace, "GET", `/tasks/${id}`)).status, 404);
  }
  assert.equal((await call({ ...grace, user: ada.user }, "GET", "/tasks")).status, 403);
});

test("the history shows every entry in order, with its text and button", async () => {
  for (const person of [ada, grace]) {
    const expected = person.history.map((entry) => ({
      text: entryText(entry),
      button: entry.undone_by === null ? "Undo" : "Redo",
      action: `/undo/${entry.undone_by ?? entry.id}`,
    }));
    assert.deepEqual(await historyPages(browserWith(person.cookies)), expected);
  }
});

test("the buttons of the history undo and redo, and the message names the subject", async () => {
  const browser = browserWith(ada.cookies);
  for (const [row, { subject }] of ada.history.slice(0, 5).entries()) {
    for (const step of ["undo", "redo"]) {
      const page = await browser.get("/history");
      const { action } = historyRows(page)[row] ?? { action: "" };
      const { flash } = await browser.follow(await browser.submit(page, action));
      assert.ok(flash?.includes(subject), `${step}: "${flash}" does not name ${subject}`);
    }
  }
  await assertUnchanged(ada, CHANGED_BY_UNDO);
});

test("an undo without any remaining rows succeeds", async () => {
  const again = await call(grace, "POST", `/history/${grace.undo_of_nothing}/undo`, { json: {} });
  assert.equal(again.status, 200);
  await assertUnchanged(grace);
});

test("all changes can be undone, the newest first, and redone", async () => {
  const done = ada.history.filter((entry) => entry.undone_by === null);
  const undos: number[] = [];
  for (const entry of done) undos.push(await undo(entry.id, entryText(entry)));
  const { settings, history, ...rows } = await allRows(ada);
  assert.deepEqual(rows, { tasks: [], lists: [], sections: [], tags: [], trash: [] });
  assert.equal(history.length, ada.history.length);
  assert.ok(history.every((entry) => entry.undone_by !== null));
  for (const [index, entry] of [...done.entries()].reverse()) {
    await undo(undos[index] ?? 0, `${entryText(entry)}, again`);
  }
  await assertUnchanged(ada, CHANGED_BY_UNDO);
});

async function command(name: string, ...args: string[]): Promise<void> {
  const environment = { DATABASE_URL: databaseUrl(database.connection) };
  const { code, errors } = await runCommand(`src/commands/${name}.ts`, args, environment);
  assert.equal(code, 0, errors);
}

/** Sets the clock of this process, and so of the session store, to this time after the dump. */
function setMinutesLater(minutes: number): void {
  const now = Date.parse(fixture.made_at) + minutes * 60_000;
  mock.timers.reset();
  mock.timers.enable({ apis: ["Date"], now });
}

function browserWith(cookies: Record<string, string>): Browser {
  const browser = api.app.visitor();
  for (const [name, value] of Object.entries(cookies)) browser.setCookie(name, value);
  return browser;
}

function call({ user, token }: Person, method: Method, path: string, sent: Sent = {}) {
  return api.call(method, `/api/${user.id}${path}`, { token, ...sent });
}

/** @returns the id of the change that the undo makes. */
async function undo(id: number, message: string): Promise<number> {
  const { status, body } = await call(ada, "POST", `/history/${id}/undo`, { json: {} });
  assert.equal(status, 200, `${message}: ${JSON.stringify(body)}`);
  return body.change_id ?? 0;
}

/** @param except fields to ignore. Fields added to the API since then are ignored as well. */
async function assertUnchanged(person: typeof ada | typeof grace, except: string[] = []) {
  const now = await allRows(person);
  for (const kind of Object.keys(now) as (keyof typeof now)[]) {
    const expected: object[] = [person[kind]].flat();
    const fields = Object.keys(expected[0] ?? {}).filter((field) => !except.includes(field));
    const compared = (row: object) =>
      Object.fromEntries(fields.map((field) => [field, row[field as keyof typeof row]]));
    const rows = [now[kind]].flat() as object[];
    assert.deepEqual(rows.map(compared), expected.map(compared), kind);
  }
}

async function allRows(person: Person) {
  const get = async (path: string) => {
    const { status, body } = await call(person, "GET", path);
    assert.deepEqual([status, body.next ?? null], [200, null], path);
    return body;
  };
  const { tasks } = await get("/tasks?status=all&limit=200");
  for (const { id, checklist } of [...tasks]) {
    if (checklist.total > 0) tasks.push(...(await get(`/tasks?parent_id=${id}`)).tasks);
  }
  const { lists } = await get("/lists?archived=true");
  const sections = [];
  for (const { id } of lists) sections.push(...(await get(`/lists/${id}/sections`)).sections);
  const { changes } = await get("/history?limit=200");
  return {
    settings: await get("/settings"),
    tasks: tasks.sort((one, other) => one.id - other.id),
    lists,
    sections,
    tags: (await get("/tags")).tags,
    trash: (await get("/trash?limit=200")).tasks,
    history: changes,
  };
}

/** The text of an entry as the page shows it. */
function entryText({ label, subject, undone_by }: Entry): string {
  const text = undone_by === null ? label : `${UNDONE} ${label[0]?.toLowerCase()}${label.slice(1)}`;
  return `${text} ${subject}`.replace(/\s+/g, " ");
}

async function historyPages(browser: Browser) {
  const rows = [];
  for (let path: string | undefined = "/history"; path !== undefined; ) {
    const page: PageResult = await browser.get(path);
    rows.push(...historyRows(page));
    const links = page.document.querySelectorAll("main a").map((a) => a.getAttribute("href"));
    path = links.find((href) => href?.startsWith("/history?cursor="));
  }
  return rows;
}

function historyRows({ document }: PageResult) {
  return document.querySelectorAll("ol.narrow li").map((row) => ({
    text: row.querySelector("span")?.text.replace(/\s+/g, " ").trim(),
    button: row.querySelector("button")?.text,
    action: row.querySelector("form")?.getAttribute("action") ?? "",
  }));
}
