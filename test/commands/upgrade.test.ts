/** Upgrading: data of earlier versions is complete after migrating, and can still be undone. */
import assert from "node:assert/strict";
import { after, before, describe, mock, test } from "node:test";
import { assertTaskCounts } from "../models/invariants.ts";
import { fieldsOfForm } from "../support/browser.ts";
import { endProcesses } from "../support/server_process.ts";
import { testAccounts } from "./upgrade_accounts.ts";
import {
  CHANGED_BY_UNDO,
  type ClaimedFixture,
  entryText,
  fifth,
  first,
  fourth,
  historyPages,
  historyRows,
  type KeyedFixture,
  nameOf,
  type Person,
  rowsBefore,
  type StoredRows,
  second,
  third,
  Upgraded,
} from "./upgrade_fixture.ts";

/** With the tests of what only that version has stored. */
const FIXTURES: [Upgraded, (upgraded: Upgraded) => void][] = [
  [new Upgraded(first), testUndoOfNothing],
  [new Upgraded(second), (upgraded) => testRequestKeys(upgraded, second)],
  [
    new Upgraded(third),
    (upgraded) => {
      testTaskCounts(upgraded);
      testRequestKeys(upgraded, third);
    },
  ],
  [
    new Upgraded(fourth),
    (upgraded) => {
      testTaskCounts(upgraded);
      testSettingsKey(upgraded, fourth);
      testRequestKeys(upgraded, fourth);
      testClaimedKey(upgraded, fourth);
    },
  ],
  [
    new Upgraded(fifth),
    (upgraded) => {
      testTaskCounts(upgraded);
      testSettingsKey(upgraded, fifth);
      testRequestKeys(upgraded, fifth);
      testClaimedKey(upgraded, fifth);
      testAccounts(upgraded, fifth);
    },
  ],
];

before(() => Promise.all(FIXTURES.map(([upgraded]) => upgraded.open())));

after(async () => {
  mock.timers.reset();
  await Promise.all(FIXTURES.map(([upgraded]) => upgraded.close()));
  await endProcesses();
});

for (const [upgraded, testOwn] of FIXTURES) {
  describe(`a database of ${nameOf(upgraded.fixture)}`, () => {
    before(() => upgraded.setMinutesLater(1));
    testSignIns(upgraded);
    testRows(upgraded);
    testOwn(upgraded);
    testHistory(upgraded);
  });
}

function testSignIns(upgraded: Upgraded): void {
  const { ada, grace, expired, signed_out: signedOut, password } = upgraded.fixture;

  test("signed-in users stay signed in, with the same cookies and token", async () => {
    for (const person of [ada, grace]) {
      const name = new RegExp(person.user.name);
      assert.match((await upgraded.browserWith(person.cookies).get("/settings")).html, name);
      assert.equal((await upgraded.call(person, "GET", "/settings")).status, 200);
    }
    // By then the access token has expired, and the session renews it.
    upgraded.setMinutesLater(60);
    const later = await upgraded.browserWith(ada.cookies).get("/dashboard");
    assert.equal(later.status, 200);
    assert.ok(later.cookies.some(({ name }) => name === "plainlist_token"));
    upgraded.setMinutesLater(1);
  });

  test("expired and revoked sessions stay invalid", async () => {
    for (const { cookies, token } of [expired, signedOut]) {
      const page = await upgraded.browserWith(cookies).get("/dashboard");
      assert.equal(page.location, "/auth/signin?return_to=%2Fdashboard");
      assert.equal((await upgraded.call({ ...ada, token }, "GET", "/tasks")).status, 401);
    }
  });

  test("the password is accepted, and the forms saved for the sign-in are shown", async () => {
    const browser = upgraded.browserWith(expired.cookies);
    const signIn = await browser.follow(await browser.get("/auth/parked-form"));
    const fields = { email: ada.user.email, password };
    const waiting = await browser.follow(await browser.submit(signIn, "/auth/signin", fields));
    const title = waiting.form("/tasks").querySelector('[name="title"]');
    assert.equal(title?.getAttribute("value"), expired.kept_form);
    for (const { action, ...typed } of expired.earlier_forms ?? []) {
      const { title, description } = fieldsOfForm(waiting.form(action));
      assert.deepEqual({ title, description }, typed);
    }
  });
}

function testRows(upgraded: Upgraded): void {
  const { ada, grace, sent_before: sentBefore } = upgraded.fixture;

  test("a repeated idempotency key gets the saved response and changes nothing", async () => {
    const { key, json, status, headers, body } = sentBefore.request;
    const sent = { json, headers: { "Idempotency-Key": key }, isOld: true };
    const answer = await upgraded.call(ada, "POST", "/tasks", sent);
    const same = Object.keys(headers).map((name) => [name, answer.headers[name]]);
    assert.deepEqual([answer.status, answer.body], [status, body]);
    assert.deepEqual(Object.fromEntries(same), headers);
    await upgraded.assertUnchanged(ada);
  });

  test("all rows of the first user are unchanged", async () => {
    await upgraded.assertUnchanged(ada);
  });

  test("all rows of the second user are unchanged, and the first user's stay inaccessible", async () => {
    await upgraded.assertUnchanged(grace);
    const own = new Set(grace.tasks.map(({ id }) => id));
    for (const { id } of ada.tasks.filter((task) => !own.has(task.id))) {
      assert.equal((await upgraded.call(grace, "GET", `/tasks/${id}`)).status, 404);
    }
    assert.equal((await upgraded.call({ ...grace, user: ada.user }, "GET", "/tasks")).status, 403);
  });
}

function testUndoOfNothing(upgraded: Upgraded): void {
  const { grace } = first;

  test("an undo without any remaining rows succeeds", async () => {
    await upgraded.undo(grace, grace.undo_of_nothing, "undoing it");
    await upgraded.assertUnchanged(grace);
  });
}

function testTaskCounts(upgraded: Upgraded): void {
  const { ada, grace } = upgraded.fixture;

  test("the stored numbers of tasks are those of the rows", async () => {
    for (const { user } of [ada, grace]) await assertTaskCounts(upgraded.database, user.id);
  });
}

function testRequestKeys(upgraded: Upgraded, { ada, sent_before: sentBefore }: KeyedFixture): void {
  test("a form that is posted again changes nothing and leads to the same page", async () => {
    const { action, fields, location } = sentBefore.form;
    const browser = upgraded.browserWith(ada.cookies);
    const _csrf = await browser.token();
    const again = await browser.post(action, { ...fields, _csrf });
    assert.equal(again.location, location);
    assert.match((await browser.follow(again)).flash ?? "", /Buy milk/);
    await upgraded.assertUnchanged(ada);
  });

  test("a repeated idempotency key finds its change after its response was deleted", async () => {
    await upgraded.database.sql("delete from idempotency_keys");
    const { key, json, status, headers, body } = sentBefore.request;
    const sent = { json, headers: { "Idempotency-Key": key } };
    const answer = await upgraded.call(ada, "POST", "/tasks", sent);
    assert.deepEqual([answer.status, answer.body.id], [status, body.id]);
    assert.equal(answer.headers["plainlist-change"], headers["plainlist-change"]);
    await upgraded.assertUnchanged(ada);
  });
}

function testSettingsKey(
  upgraded: Upgraded,
  { ada, sent_before: sentBefore }: ClaimedFixture,
): void {
  test("a settings form that is posted again changes nothing", async () => {
    const { action, fields } = sentBefore.settings;
    const save = async (changes: object) =>
      assert.equal((await upgraded.call(ada, "PATCH", "/settings", { json: changes })).status, 200);
    await save({ week_start: 1 });
    const browser = upgraded.browserWith(ada.cookies);
    const again = await browser.post(action, { ...fields, _csrf: await browser.token() });
    assert.equal(again.location, "/settings");
    const { body } = await upgraded.call(ada, "GET", "/settings");
    assert.partialDeepStrictEqual(body, { ...ada.settings, week_start: 1 });
    await save(ada.settings);
    await upgraded.assertUnchanged(ada);
  });
}

function testClaimedKey(
  upgraded: Upgraded,
  { ada, sent_before: sentBefore }: ClaimedFixture,
): void {
  test("the key of a request is refused for another one", async () => {
    const headers = { "Idempotency-Key": sentBefore.request.key };
    const sent = { json: { title: "Another one" }, headers };
    assert.equal((await upgraded.call(ada, "POST", "/tasks", sent)).status, 422);
    await upgraded.assertUnchanged(ada);
  });
}

function testHistory(upgraded: Upgraded): void {
  const { ada, grace } = upgraded.fixture;

  test("the history shows every entry in order, with its text and button", async () => {
    for (const person of [ada, grace]) {
      const expected = person.history.map((entry) => ({
        text: entryText(entry),
        button: entry.undone_by === null ? "Undo" : "Redo",
        action: `/undo/${entry.undone_by ?? entry.id}`,
      }));
      const browser = upgraded.browserWith(person.cookies);
      assert.deepEqual(await historyPages(browser), expected);
    }
  });

  test("the buttons of the history undo and redo, and the message names the subject", async () => {
    const browser = upgraded.browserWith(ada.cookies);
    for (const [row, { subject }] of ada.history.slice(0, 3).entries()) {
      for (const step of ["undo", "redo"]) {
        const page = await browser.get("/history");
        const { action } = historyRows(page)[row] ?? { action: "" };
        const { flash } = await browser.follow(await browser.submit(page, action));
        assert.ok(subject && flash?.includes(subject), `${step}: "${flash}" is not ${subject}`);
      }
    }
    await upgraded.assertUnchanged(ada, CHANGED_BY_UNDO);
  });

  test("each change can be undone, the newest first, and redone", async () => {
    for (const person of [grace, ada]) await undoAndRedoAll(upgraded, person);
  });
}

async function undoAndRedoAll(upgraded: Upgraded, person: Person): Promise<void> {
  const done = person.history.filter((entry) => entry.undone_by === null);
  const undos: number[] = [];
  const states: StoredRows[] = [await upgraded.storedRows(person)];
  for (const [index, entry] of done.entries()) {
    undos.push(await upgraded.undo(person, entry.id, entryText(entry)));
    const rows = await upgraded.storedRows(person);
    states.push(rows);
    if (person.before === undefined) continue;
    const expected = rowsBefore(states[index] ?? {}, person.before[entry.id] ?? {});
    assert.deepEqual(rows, expected, `undone: ${entry.id} ${entryText(entry)}`);
  }
  const { settings, history, ...rows } = await upgraded.allRows(person);
  assert.deepEqual(rows, { tasks: [], lists: [], sections: [], tags: [], trash: [] });
  assert.equal(history.length, person.history.length);
  assert.ok(history.every((entry) => entry.undone_by !== null));
  for (const [index, entry] of [...done.entries()].reverse()) {
    const message = `redone: ${entry.id} ${entryText(entry)}`;
    await upgraded.undo(person, undos[index] ?? 0, message);
    assert.deepEqual(await upgraded.storedRows(person), states[index], message);
  }
  await upgraded.assertUnchanged(person, CHANGED_BY_UNDO);
}
