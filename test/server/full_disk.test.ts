/** A database whose disk is full: forms come back, pages are shown, and the readiness check says so. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import supertest from "supertest";
import { DiskSpace } from "../../src/db/disk_space.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { textIn } from "../support/fields.ts";

let app: TestApp;

before(async () => {
  app = await startTestApp();
});
after(async () => app.close());

/** As PostgreSQL fails where it cannot extend a file: the test has no small disk. */
async function fillDisk(): Promise<void> {
  await app.database.sql(
    `create or replace function no_space() returns trigger language plpgsql as $$ begin
       raise exception 'could not extend file "base/1/2": No space left on device' using errcode = '53100';
     end $$`,
  );
  for (const table of ["changes", "users"]) {
    await app.database.sql(
      `create trigger full_disk before insert or update on ${table} execute function no_space()`,
    );
  }
}

async function makeSpace(): Promise<void> {
  for (const table of ["changes", "users"]) {
    await app.database.sql(`drop trigger if exists full_disk on ${table}`);
  }
}

const ready = async () => {
  const { status, body } = await supertest(app.app).get("/health/ready");
  return [status, body.reason];
};
const FULL = [503, "the disk of the database is full"];

test("is noticed by any write that fails, until one succeeds; another person can read", async () => {
  const { browser, user, scope } = await app.signedUp("Ann");
  const bob = await app.signedUp("Bob");
  const form = await browser.get("/tasks/new");
  await fillDisk();
  assert.deepEqual(await ready(), [200, undefined], "nothing has failed yet");
  const kept = await browser.submit(form, "/tasks", { title: "Later" });
  assert.equal(kept.status, 503);
  assert.equal(textIn(kept, "title"), "Later");
  assert.deepEqual(await ready(), FULL);
  assert.deepEqual(await ready(), FULL, "asking again changes nothing");
  assert.equal((await bob.browser.get("/tasks")).status, 200);
  assert.equal((await supertest(app.app).get("/health")).status, 200);
  await makeSpace();
  assert.equal((await browser.submit(kept, "/tasks")).status, 303);
  assert.deepEqual(await ready(), [200, undefined]);

  const { database } = app.database;
  const writes = {
    "of Knex": () => database.knex("users").where({ id: user.id }).update({ name: "Anna" }),
    "in a transaction": () =>
      database.transaction((trx) => trx("users").where({ id: user.id }).update({ name: "Ann" })),
    "that deletes for good": () => scope.purge((rows) => void rows),
  };
  for (const [name, write] of Object.entries(writes)) {
    await fillDisk();
    await assert.rejects(Promise.resolve().then(write), { code: "53100" }, name);
    assert.deepEqual(await ready(), FULL, name);
    await makeSpace();
    await write();
    assert.deepEqual(await ready(), [200, undefined], name);
  }
});

test("counts for a while only: without requests nobody would notice that there is space again", async () => {
  const disk = new DiskSpace(100);
  disk.failed(new Error("another failure"));
  assert.equal(disk.isFull, false);
  disk.failed(Object.assign(new Error("no space"), { code: "53100" }));
  assert.equal(disk.isFull, true);
  await wait(150);
  assert.equal(disk.isFull, false);
});
