/** Many writers of one person do not take the connections that the requests of others need. */
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import pg from "pg";
import { startTestApp, type TestApp } from "../support/app.ts";

const CONNECTIONS = 4;
const PASTES = 20;

let app: TestApp;

before(async () => {
  app = await startTestApp({}, { poolMax: CONNECTIONS });
});
after(async () => app.close());

/** Keeps every writer of a user waiting, as one that takes long at another process does. */
async function holdWriters(userId: string): Promise<{ release: () => Promise<void> }> {
  const client = new pg.Client(app.database.connection);
  await client.connect();
  await client.query("begin");
  await client.query("select id from users where id = $1 for update", [userId]);
  return {
    async release() {
      await client.query("commit");
      await client.end();
    },
  };
}

async function countTasks(userId: string): Promise<number> {
  return (await app.database.sql("select id from tasks where user_id = $1", [userId])).length;
}

it("20 pastes at once wait, while pages and changes of another account go on", async () => {
  const [ann, bob] = [await app.signedUp("Ann"), await app.signedUp("Bob")];
  const lines = Array.from({ length: 10 }, (_, index) => `Line ${index + 1} #home`).join("\n");
  const forms = [];
  for (let n = 0; n < PASTES; n += 1) forms.push(await ann.browser.get("/tasks/many"));
  const { release } = await holdWriters(ann.user.id);
  let isWaiting = true;
  const pastes = Promise.all(
    forms.map((form) => ann.browser.copy().submit(form, "/tasks/many", { lines })),
  ).finally(() => {
    isWaiting = false;
  });
  try {
    for (let n = 0; n < 10; n += 1) {
      const page = await bob.browser.get("/tasks");
      const added = await bob.browser.submit(page, "/tasks", { title: `Bob's ${n}`, quick: "1" });
      assert.deepEqual([page.status, added.status], [200, 303]);
    }
    // Pages of the same person only read.
    assert.equal((await ann.browser.get("/tasks")).status, 200);
    assert.ok(isWaiting, "the pastes did not wait");
  } finally {
    await release();
  }
  assert.deepEqual(
    (await pastes).map(({ status }) => status),
    forms.map(() => 303),
  );
  assert.equal(await countTasks(ann.user.id), PASTES * 10);
  assert.equal(await countTasks(bob.user.id), 10);
});
