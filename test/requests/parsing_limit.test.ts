/** Reading long texts: how much of the processor one account may use for it, and what is shown beyond that. */
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { parseQuickAdd } from "../../src/quick_add/parse.ts";
import { unreadIn } from "../../src/quick_add/unread.ts";
import { startTestApi, type TestApi } from "../support/api.ts";
import type { Browser } from "../support/browser.ts";
import { textIn } from "../support/fields.ts";
import { useUpParsing } from "../support/parsing_budget.ts";
import { threadTimeOf } from "../support/processor_time.ts";

const MINUTE = 60_000;
const MESSAGE = /^Too many long texts\. Please try again in \d+ (seconds|minute)\.?/;

let api: TestApi;
let ann: Browser;
let annId: string;

before(async () => {
  api = await startTestApi();
});
after(() => api.close());

beforeEach(async () => {
  const { browser, user } = await api.app.signedUp("Ann");
  [ann, annId] = [browser, user.id];
});

test("beyond it a line of quick add is shown again, until a minute later", async () => {
  useUpParsing(api.app, annId);
  const page = await ann.get("/inbox");
  const refused = await ann.submit(page, "/tasks", { title: "Pay rent tomorrow" }, "Add");
  assert.equal(refused.status, 429);
  const seconds = Number(refused.response.headers["retry-after"]);
  assert.ok(seconds > 0 && seconds <= 60, String(seconds));
  assert.match(refused.problems[0] ?? refused.text, MESSAGE);
  assert.equal(textIn(refused, "title"), "Pay rent tomorrow");
  assert.deepEqual((await ann.get("/tasks")).titles, []);
  api.app.advance(MINUTE);
  const added = await ann.submit(refused, "/tasks", {}, "Add");
  assert.equal(added.status, 303);
});

test("beyond it many lines are shown again; a whole form still works, and so do others", async () => {
  const { browser: bob } = await api.app.signedUp("Bob");
  useUpParsing(api.app, annId);
  const page = await ann.get("/tasks/many");
  const refused = await ann.submit(page, "/tasks/many", { lines: "One\nTwo" });
  assert.equal(refused.status, 429);
  assert.match(refused.problems[0] ?? refused.text, MESSAGE);
  assert.equal(textIn(refused, "lines"), "One\nTwo");
  const form = await ann.get("/tasks/new");
  assert.equal((await ann.submit(form, "/tasks", { title: "By the form" })).status, 303);
  const bobs = await bob.submit(await bob.get("/tasks/many"), "/tasks/many", { lines: "One" });
  assert.equal(bobs.status, 303);
});

test("hostile lines use up what there is, and not more", async () => {
  useUpParsing(api.app, annId, 4_800_000);
  const csrf = await ann.token();
  const lines = `${"every monday and ".repeat(110)}\n`.repeat(500);
  assert.equal((await ann.post("/tasks/many", { lines, _csrf: csrf })).status, 429);
});

test("beyond it the API answers 429, and the same request works later", async () => {
  const carla = await api.account("Carla");
  useUpParsing(api.app, carla.id);
  const headers = { "Idempotency-Key": "key" };
  const json = { quick_add: "Pay rent tomorrow" };
  const refused = await carla.call("POST", "/tasks", { json, headers });
  assert.equal(refused.status, 429);
  assert.match(refused.body.error, MESSAGE);
  assert.ok(Number(refused.headers["retry-after"]) > 0);
  await carla.add("By its fields");
  api.app.advance(MINUTE);
  assert.equal((await carla.call("POST", "/tasks", { json, headers })).status, 201);
});

test("a line that is longer than any valid one takes no time", () => {
  const now = { date: "2026-11-27", time: "10:00" };
  for (const pattern of ["every", "every ", '"', "1", "#a ", "a ", "in 2 weeks ", "\\"]) {
    const line = pattern.repeat(1_000_000 / pattern.length);
    const spent = threadTimeOf(() => unreadIn(line, parseQuickAdd(line, { now })));
    assert.ok(spent < 60, `${pattern}: ${spent} ms`);
  }
});
