/** Whatever is typed into the box is searched: `npm run bench:search -- --fuzz 100000` tries more of it. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { UserScope } from "../../src/db/scope.ts";
import { readQuery } from "../../src/models/search_query.ts";
import { listSummaries } from "../../src/models/task_queries.ts";
import { paths } from "../../src/paths.ts";
import { listTargetAt } from "../../src/presenters/list_views.ts";
import { explanationText, sentenceOf } from "../../src/search/explain.ts";
import { parseQuery, QUERY_MAX } from "../../src/search/parse.ts";
import { lengthOf } from "../../src/text.ts";
import { anyHostileQuery, HOSTILE } from "../search/hostile_queries.ts";
import { TODAY } from "../search/trees.ts";
import { ann, bob, database, usePeople } from "./people.ts";
import { plantLists, plantTags, plantTasks } from "./planted.ts";

usePeople();

async function plant(): Promise<void> {
  for (const { userId } of [ann, bob]) {
    await plantLists(database, userId, 3);
    await plantTasks(database, userId, 30, { title: `'house 会议 é % _ \\ " a ' || n` });
    await plantTags(database, userId, 2);
  }
  await database.sql("update tasks set title = 'Bob''s ' || title where user_id = $1", [
    bob.userId,
  ]);
}

async function check(scope: UserScope, q: string): Promise<void> {
  const { text, faults, explanation, where, sort } = await readQuery(scope, q);
  assert.ok(lengthOf(text) <= QUERY_MAX);
  assert.ok(text.isWellFormed() && !text.includes("\0"), "it can be shown");
  for (const { start, end } of faults) {
    assert.ok(start >= 0 && start <= end && end <= text.length, "faults are at places of the text");
  }
  if (explanation === null) assert.ok(faults.length > 0 || text !== "");
  else assert.ok(explanationText(sentenceOf(explanation, { count: null, sort })));
  const options = { source: { kind: "search" }, status: "all", limit: 20, cursor: null } as const;
  const page = await listSummaries(scope, { ...options, where, sort: sort ?? "rank" });
  assert.ok(page.tasks.every(({ title }) => !title.startsWith("Bob")));
}

it("anything: it is explained, its faults have places, and PostgreSQL takes it", async () => {
  await plant();
  await fc.assert(
    fc.asyncProperty(anyHostileQuery, (q) => check(ann, q)),
    { numRuns: 400 },
  );
});

describe("what breaks search boxes", () => {
  for (const q of HOSTILE) {
    it(JSON.stringify(q).slice(0, 60), async () => {
      await plant();
      await check(ann, q);
    });
  }

  it("as an address", async () => {
    for (const q of HOSTILE.filter((one) => one.length < 5_000)) {
      const encoded = encodeURIComponent(q.toWellFormed());
      const { query } = await listTargetAt(ann, `${paths.search}?q=${encoded}`);
      await listSummaries(ann, { ...query, limit: 20, cursor: null });
    }
  });
});

describe("time is linear", () => {
  const hostile = [
    "(",
    ")",
    '"',
    "\\",
    "a",
    "a:",
    "is:",
    "-",
    "@",
    "a/",
    "or ",
    "é",
    "\0",
    "\u200b",
    " ",
  ];
  for (const piece of hostile) {
    it(JSON.stringify(piece), () => {
      const megabyte = piece.repeat(1_000_000 / piece.length);
      const started = process.cpuUsage();
      parseQuery(megabyte, { today: TODAY, weekStart: 1 });
      const { user, system } = process.cpuUsage(started);
      assert.ok(user + system < 2_000_000, `${(user + system) / 1_000} ms`);
    });
  }
});
