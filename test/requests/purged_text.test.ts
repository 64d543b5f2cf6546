/** Forms that wait for a sign-in go with the task that they are for, when it is deleted for good. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PASSWORD, startTestApp, type TestApp } from "../support/app.ts";
import type { Browser } from "../support/browser.ts";

let app: TestApp;

before(async () => {
  app = await startTestApp();
});
after(() => app.close());

/** Adds two tasks and posts changes of both after signing out. */
async function saveForms(name: string): Promise<{ browser: Browser; email: string }> {
  const { browser, user } = await app.signedUp(name);
  for (const title of ["One", "Two"]) {
    await browser.submit(await browser.get("/tasks/new"), "/tasks", { title });
  }
  const pages = [await browser.get("/tasks/1/edit"), await browser.get("/tasks/2/edit")];
  const item = await browser.get("/tasks/1");
  const csrf = item.document.querySelector('input[name="_csrf"]')?.getAttribute("value") ?? "";
  await browser.signOut();
  for (const [index, page] of pages.entries()) {
    const change = { title: `${name}'s form ${index + 1}` };
    await browser.submit(page, `/tasks/${index + 1}`, change);
  }
  const fields = { _csrf: csrf, title: `${name}'s item`, request_key: "item" };
  assert.equal((await browser.post("/tasks/1/checklist", fields)).status, 303);
  return { browser, email: user.email };
}

/** The texts in saved forms. */
async function savedTitles(): Promise<string[]> {
  const rows = await app.database.sql<{ title: string }>(
    `select form -> 'fields' ->> 'title' as title from session,
       json_array_elements(coalesce(sess -> 'earlierForms', '[]')) as form
     union all
     select sess -> 'parkedForm' -> 'fields' ->> 'title' from session
     where sess -> 'parkedForm' is not null order by title`,
  );
  return rows.map(({ title }) => title);
}

test("a saved form of a purged task is deleted, and no other", async () => {
  const ann = await saveForms("Ann");
  await saveForms("Bob");
  const bobs = ["Bob's form 1", "Bob's form 2", "Bob's item"];
  assert.deepEqual(await savedTitles(), ["Ann's form 1", "Ann's form 2", "Ann's item", ...bobs]);
  // In another browser.
  const other = app.visitor();
  await other.signIn(ann.email, PASSWORD);
  const csrf = await other.token();
  await other.post("/tasks/1/deletion", { _csrf: csrf });
  await other.post("/trash/1/purge", { _csrf: csrf, confirmed: "1" });
  assert.deepEqual(await savedTitles(), ["Ann's form 2", ...bobs]);
  await ann.browser.signIn(ann.email, PASSWORD);
  const back = await ann.browser.get("/auth/parked-form");
  assert.equal(back.status, 200);
  assert.match(back.html, /Ann&#39;s form 2/);
});
