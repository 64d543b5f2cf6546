/** A request that changes something sends at most so many statements, BEGIN and COMMIT included. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import supertest from "supertest";
import { createList } from "../../src/models/lists.ts";
import { createTask } from "../../src/models/tasks.ts";
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

/** The user has the tasks 1 to 3, of which 2 is in list 1 and has a tag; the program, the task 1. */
beforeEach(async () => {
  const ann = await app.signedUp("Ann");
  browser = ann.browser;
  await createList(ann.scope, { name: "Home", colour: "moss" });
  await createTask(ann.scope, { title: "Milk" });
  await createTask(ann.scope, { title: "Bread", listId: 1, tags: ["a"] });
  await createTask(ann.scope, { title: "Rent" });
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

async function ticks(title: string) {
  const page = await browser.get("/tasks");
  return () => browser.press(page.rowButton(title));
}

async function posts(path: string, fields: Record<string, string | string[]>) {
  const all = { _csrf: await browser.token(), return_to: "/tasks", ...fields };
  return () => browser.post(path, all);
}

type Request = () => PromiseLike<{ status: number }>;

/** Each with the most statements it may send, and what prepares the request. */
const REQUESTS: Record<string, [most: number, prepare: () => Request | Promise<Request>]> = {
  "quick add": [8, () => addsLine("Butter")],
  "quick add with tags and a new list": [13, () => addsLine("Soap tomorrow #x #y @Garden")],
  "quick add with a known tag and list": [11, () => addsLine("Soap #a @Home")],
  "a tick": [10, () => ticks("Milk")],
  "an edit": [10, () => submits("/tasks/1/edit", "/tasks/1", { title: "Oat milk" })],
  "an edit with other tags": [14, () => submits("/tasks/2/edit", "/tasks/2", { tags: "b" })],
  "a whole form": [8, () => submits("/tasks/new", "/tasks", { title: "Form" })],
  "completing two at once": [
    7,
    () => posts("/tasks/bulk", { task: ["1", "2"], action: "complete" }),
  ],
  "moving one of many up": [9, () => posts("/tasks/bulk", { task: ["3"], action: "up" })],
  "tagging two": [10, () => posts("/tasks/bulk", { task: ["1", "2"], action: "tag", tag: "new" })],
  "the undo of a tick": [
    10,
    async () => {
      const tick = await ticks("Milk");
      const page = await browser.follow(await tick());
      const forms = page.document.querySelectorAll("form");
      const actions = forms.map((form) => form.getAttribute("action") ?? "");
      const undo = actions.find((action) => action.startsWith("/undo/")) ?? "";
      return () => browser.submit(page, undo);
    },
  ],
  "POST of the API": [7, () => () => api("post", "/tasks", { title: "Post" })],
  "PATCH of the API": [8, () => () => api("patch", "/tasks/1", { title: "Ring" })],
  "PATCH of the API with a date": [
    8,
    () => () => api("patch", "/tasks/1", { due_on: "2030-01-01" }),
  ],
  "completing over the API": [8, () => () => api("patch", "/tasks/1/complete", {})],
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
