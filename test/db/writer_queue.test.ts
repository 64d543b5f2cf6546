/** The queue of a user's writers: one at a time, in their order, and none is in the way of the next. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { WriterQueue } from "../../src/db/writer_queue.ts";
import { Unavailable } from "../../src/errors.ts";

/** A writer that has the turn until it is told to end. */
function writer(queue: WriterQueue, user = "ann") {
  const started = Promise.withResolvers<void>();
  const end = Promise.withResolvers<void>();
  const done = queue.run(user, async () => {
    started.resolve();
    await end.promise;
  });
  done.catch((error) => started.reject(error));
  started.promise.catch(() => undefined);
  return { started: started.promise, done, end: end.resolve, fail: end.reject };
}

/** Whether a promise is settled once everything that can go on has gone on. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const settled = promise.then(
    () => true,
    () => true,
  );
  return Promise.race([settled, new Promise<false>((resolve) => setImmediate(resolve, false))]);
}

const UNAVAILABLE = (error: unknown) => error instanceof Unavailable && error.status === 503;

it("lets the writers of one user in one after the other, and those of another user beside them", async () => {
  const queue = new WriterQueue();
  const [first, second, third, bobs] = [
    ...[writer(queue), writer(queue), writer(queue)],
    writer(queue, "bob"),
  ];
  assert.ok(first && second && third && bobs);
  await first.started;
  await bobs.started;
  assert.equal(await isSettled(second.started), false);
  first.end();
  await second.started;
  assert.equal(await isSettled(third.started), false);
  for (const each of [second, third, bobs]) each.end();
  await Promise.all([second.done, third.done, bobs.done]);
});

it("a writer that fails lets the next one in", async () => {
  const queue = new WriterQueue();
  const [first, second] = [writer(queue), writer(queue)];
  await first.started;
  first.fail(new Error("Failed"));
  await assert.rejects(first.done, /Failed/);
  await second.started;
  second.end();
  await second.done;
});

it("a writer that waits too long is unavailable, and those before and after it go on", async () => {
  const queue = new WriterQueue(30);
  const first = writer(queue);
  await first.started;
  const late = writer(queue);
  await assert.rejects(late.done, UNAVAILABLE);
  assert.equal(await isSettled(first.done), false);
  const next = writer(queue);
  assert.equal(await isSettled(next.started), false, "the first one still writes");
  first.end();
  await next.started;
  next.end();
  await next.done;
  const last = writer(queue);
  await last.started;
  last.end();
  await last.done;
});

it("does not keep more than a hundred waiting", async () => {
  const queue = new WriterQueue();
  const writers = Array.from({ length: 100 }, () => writer(queue));
  await assert.rejects(
    queue.run("ann", async () => undefined),
    UNAVAILABLE,
  );
  const bobs = writer(queue, "bob");
  await bobs.started;
  for (const each of [...writers, bobs]) each.end();
  await Promise.all(writers.map(({ done }) => done));
  assert.equal(await queue.run("ann", async () => "in"), "in");
});

it("forgets a user whose writers are done, also after failures and timeouts", async () => {
  const queue = new WriterQueue(30);
  const first = writer(queue);
  await first.started;
  assert.equal(queue.users, 1);
  await assert.rejects(writer(queue).done, UNAVAILABLE);
  first.fail(new Error("Failed"));
  await assert.rejects(first.done, /Failed/);
  assert.equal(queue.users, 0);
});
