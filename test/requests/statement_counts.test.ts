/** A request that changes something sends at most so many statements, that for the sign-in included. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import supertest from "supertest";
import { createList } from "../../src/models/lists.ts";
import { createTask } from "../../src/models/tasks.ts";
import type { RepeatRule } from "../../src/recurrence/rule.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import type { Browser } from "../support/browser.ts";
import { statementsOf } from "../support/statements.ts";

let app: TestApp;
let browser: Browser;
let api: (method: "post" | "patch", path: string, body: object) => supertest.Test;

before(async () => {
  app = await startTestApp();
});
after(async () => app.close());

/** The user has the tasks 1 to 4, of which 2 is in list 1, 2 and 4 have a tag, and 4 repeats; the program, the task 1. */
beforeEach(async () => {
  const ann = await app.signedUp("Ann");
  browser = ann.browser;
  await createList(ann.scope, { name: "Home", colour: "moss" });
  await createTask(ann.scope, { title: "Milk" });
  await createTask(ann.scope, { title: "Bread", listId: 1, tags: ["a"] });
  await createTask(ann.scope, { title: "Rent" });
  const rule: RepeatRule = { unit: "day", every: 1, ends: { kind: "never" } };
  await createTask(ann.scope, {
    ...{ title: "Bin", dueOn: ann.scope.today, tags: ["a"] },
    repeat: { rule, mode: "rule" },
  });
  const { user, token, scope } = await app.withToken("Bob");
  await createTask(scope, { title: "Call" });
  api = (method, path, body) =>
    supertest(app.app)
      [method](`/api/${user.id}${path}`)
      .set("Authorization", `Bearer ${token}`)
      .send(body);
});

/** Posts the form of a page; reading the page is not counted. */
async function submits(page: string, action: string, fields: Record<string, string>) {
  const form = await browser.get(page);
  return () => browser.submit(form, action, fields);
}

const addsLine = (title: string) => submits("/tasks", "/tasks", { title, quick: "1" });

async function ticks(title: string, path: string) {
  const page = await browser.get(path);
  return () => browser.press(page.rowButton(title));
}

async function posts(path: string, fields: Record<string, string | string[]>) {
  const all = { _csrf: await browser.token(), return_to: "/tasks", ...fields };
  return () => browser.post(path, all);
}

type Request = () => PromiseLike<{ status: number }>;

/** Each with the most statements it may send, and what prepares the request. */
const REQUESTS: Record<string, [most: number, prepare: () => Request | Promise<Request>]> = {
  "quick add": [2, () => addsLine("Butter")],
  "quick add with tags and a new list": [4, () => addsLine("Soap tomorrow #x #y @Garden")],
  "quick add with a known tag and list": [4, () => addsLine("Soap #a @Home")],
  "a tick": [3, () => ticks("Milk", "/tasks")],
  "a tick in a list that it leaves": [3, () => ticks("Milk", "/tasks?status=pending")],
  "a tick on the page of a list": [4, () => ticks("Bread", "/lists/1")],
  "a tick of a task that repeats": [4, () => ticks("Bin", "/tasks?status=pending")],
  "an edit": [3, () => submits("/tasks/1/edit", "/tasks/1", { title: "Oat milk" })],
  "an edit with other tags": [4, () => submits("/tasks/2/edit", "/tasks/2", { tags: "b" })],
  "a whole form": [2, () => submits("/tasks/new", "/tasks", { title: "Form" })],
  "a whole form with a list and tags": [
    4,
    () => submits("/tasks/new", "/tasks", { title: "Form", list: "1", tags: "a b" }),
  ],
  "completing two at once": [
    3,
    () => posts("/tasks/bulk", { task: ["1", "2"], action: "complete" }),
  ],
  "moving one of many up": [4, () => posts("/tasks/bulk", { task: ["3"], action: "up" })],
  "tagging two": [4, () => posts("/tasks/bulk", { task: ["1", "2"], action: "tag", tag: "new" })],
  "deleting one": [3, () => posts("/tasks/1/deletion", { return_to: "/tasks?status=pending" })],
  "the question before a series is deleted": [
    3,
    () => posts("/tasks/bulk", { task: ["1", "4"], action: "delete" }),
  ],
  "skipping one": [5, () => posts("/tasks/4/skip", { return_to: "/tasks/4" })],
  "skipping several": [4, () => posts("/tasks/bulk", { task: ["1", "4"], action: "skip" })],
  "catching up": [4, () => posts("/catch-up", { "task-1": "done", "task-4": "drop" })],
  "moving all that is late to today": [3, () => posts("/tasks/bulk", { rest: "today" })],
  "the undo of a tick": [
    5,
    async () => {
      const tick = await ticks("Milk", "/tasks");
      const page = await browser.follow(await tick());
      const forms = page.document.querySelectorAll("form");
      const actions = forms.map((form) => form.getAttribute("action") ?? "");
      const undo = actions.find((action) => action.startsWith("/undo/")) ?? "";
      return () => browser.submit(page, undo);
    },
  ],
  "POST of the API": [2, () => () => api("post", "/tasks", { title: "Post" })],
  "PATCH of the API": [3, () => () => api("patch", "/tasks/1", { title: "Ring" })],
  "PATCH of the API with a date": [
    3,
    () => () => api("patch", "/tasks/1", { due_on: "2030-01-01" }),
  ],
  "PATCH of the API with tags": [4, () => () => api("patch", "/tasks/1", { tags: ["x"] })],
  "completing over the API": [3, () => () => api("patch", "/tasks/1/complete", {})],
};

describe("the statements of", () => {
  for (const [name, [most, prepare]] of Object.entries(REQUESTS)) {
    it(name, async () => {
      const request = await prepare();
      const texts = await statementsOf(async () => {
        const { status } = await request();
        assert.ok([200, 201, 303].includes(status), `${status}`);
      });
      assert.ok(texts.length <= most, `${texts.length}:\n${texts.join("\n")}`);
    });
  }
});
