/** Somebody else's task is a missing task: the same answer, byte for byte, to whatever is tried. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { createTask } from "../../src/models/tasks.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import type { PageResult } from "../support/browser.ts";

type Person = Awaited<ReturnType<TestApp["signedUp"]>>;

const SECRET = "Ann's seventh secret";

let app: TestApp;
let ann: Person;
let bob: Person;

// Ann has tasks 1 to 7 and a deleted 8; Bob has 1 only.
before(async () => {
  app = await startTestApp();
  ann = await app.signedUp("Ann");
  bob = await app.signedUp("Bob");
  for (let n = 1; n <= 8; n += 1) {
    const text = { title: n === 7 ? SECRET : `Ann's ${n}`, description: "" };
    await createTask(ann.scope, text);
  }
  await ann.browser.submit(await ann.browser.get("/tasks/8"), "/tasks/8/deletion");
  await createTask(bob.scope, { title: "Bob's 1", description: "" });
});

after(async () => app.close());

/** All that could tell one answer from another. */
function fingerprint({ response, html, status }: PageResult): unknown {
  const { date, "x-request-id": requestId, ...headers } = response.headers;
  assert.ok(date && requestId);
  return { status, headers, html };
}

const NEITHER = ["/tasks/7", "/tasks/8", "/tasks/999", "/tasks/abc", "/tasks/0", "/tasks/-1"];
const NO_NUMBERS = [
  "/tasks/01",
  "/tasks/1.0",
  "/tasks/1e0",
  "/tasks/2147483648",
  "/tasks/99999999999999999999",
];
const NOWHERE = ["/nowhere", "/tasks/7/x", "/TASKS", "/tasks/%37%20", "/dashboard/x"];

test("reading what is Ann's, what is nobody's, and what is no id is the same 404", async () => {
  const expected = fingerprint(await bob.browser.get("/tasks/12345"));
  assert.equal((expected as { status: number }).status, 404);
  for (const path of [...NEITHER, ...NO_NUMBERS, ...NOWHERE]) {
    assert.deepEqual(fingerprint(await bob.browser.get(path)), expected, path);
    if (path.startsWith("/tasks/")) {
      assert.deepEqual(
        fingerprint(await bob.browser.get(`${path}/edit`)),
        expected,
        `${path}/edit`,
      );
    }
  }
});

describe("posting to it too:", () => {
  const posts: Record<string, Record<string, string>> = {
    "": { title: "Taken over", version: "1" },
    "/completion": { done: "1" },
    "/deletion": {},
    "/restoration": {},
  };
  for (const [action, fields] of Object.entries(posts)) {
    test(action === "" ? "an edit" : action.slice(1), async () => {
      const _csrf = await bob.browser.token();
      const post = (path: string) =>
        bob.browser.post(`${path}${action}`, { ...fields, return_to: "/tasks", _csrf });
      const expected = fingerprint(await post("/tasks/12345"));
      assert.equal((expected as { status: number }).status, 404);
      for (const path of [...NEITHER, ...NO_NUMBERS]) {
        assert.deepEqual(fingerprint(await post(path)), expected, path);
      }
    });
  }

  test("an edit that could not be taken anyway", async () => {
    const _csrf = await bob.browser.token();
    for (const path of NEITHER) {
      assert.equal((await bob.browser.post(path, { title: "", _csrf })).status, 404);
    }
  });

  test("a row's button", async () => {
    const { browser } = bob;
    const page = await browser.get("/tasks");
    const button = page.rowButton("Bob's 1");
    const own = button.getAttribute("name") ?? "";
    assert.match(own, /1/);
    for (const id of ["7", "8", "999", "0", "99999999999"]) {
      button.setAttribute("name", own.replace("1", id));
      const result = await browser.press(button);
      if (id !== "0") assert.equal(result.status, 404, id);
    }
  });
});

test("after all that Ann's tasks are as they were", async () => {
  const rows = await app.database.sql(
    `select 1 from tasks where user_id = $1
     and (completed_at is not null or title like 'Taken%' or (deleted_at is not null) <> (id = 8))`,
    [ann.user.id],
  );
  assert.deepEqual(rows, []);
  assert.deepEqual((await ann.browser.get("/tasks?limit=2")).titles, [SECRET, "Ann's 6"]);
});

test("no page of Bob's has a word of Ann's", async () => {
  for (const path of [
    "/dashboard",
    "/tasks",
    "/tasks?status=completed",
    "/tasks/1",
    "/tasks/new",
  ]) {
    // The words, not the markup: a form token may hold any three letters.
    assert.doesNotMatch((await bob.browser.get(path)).document.text, /Ann/, path);
  }
});

test("a task that is tried before it exists looks the same as one that does", async () => {
  const before = fingerprint(await bob.browser.get("/tasks/9"));
  await createTask(ann.scope, { title: "Ann's 9", description: "" });
  assert.deepEqual(fingerprint(await bob.browser.get("/tasks/9")), before);
});
