/** What queries find in PostgreSQL: the same as src/search/evaluate.ts, and nothing of anybody else's. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { startOfDay } from "../../src/dates/local_time.ts";
import { UserScope } from "../../src/db/scope.ts";
import { listOutline } from "../../src/models/lists.ts";
import { listTags } from "../../src/models/tags.ts";
import { matchingIds } from "../../src/models/task_queries.ts";
import { finds, type Searched } from "../../src/search/evaluate.ts";
import { type Condition, type Names, resolveQuery } from "../../src/search/resolve.ts";
import { scopedCondition } from "../../src/search/states.ts";
import type { Bound, QueryNode } from "../../src/search/tree.ts";
import { anyTree, canonicalDay, WORDS } from "../search/arbitrary_trees.ts";
import { accountOf, ann, bob, database, NOW, resetPeople, useDatabase } from "./people.ts";

const TASKS = 300;
const ZONES = [null, "America/New_York", "America/Sao_Paulo", "Pacific/Apia", "Asia/Kathmandu"];
/** Days on which the clocks of some of the zones change, one of them without a midnight. */
const DAYS = ["2018-11-04", "2026-03-08", "2026-11-01", "2026-11-20", "2026-11-21", "2026-11-22"];
const NAMES = {
  lists: ["Home", "Café Zoë", "Old", "会议"],
  sections: ["Kitchen", "Milk run", "Kitchen"],
  tags: ["errand", "milk", "Straße", "gone"],
};

interface PlantedTask extends Searched {
  id: number;
}

let tasks: PlantedTask[] = [];
let names: Names;

useDatabase(plantAll);

/** Once: nothing is emptied between the tests. */
async function plantAll(): Promise<void> {
  if (tasks.length > 0) return;
  await resetPeople();
  for (const { userId } of [ann, bob]) await plantPlaces(userId);
  names = { lists: await listOutline(ann), tags: await listTags(ann) };
  const seed = { seed: 7, numRuns: TASKS };
  tasks = fc.sample(anyTask, seed).map((task, index) => ({ ...task, id: index + 1 }));
  for (const { userId } of [ann, bob]) {
    // Bob's are the same, with other ids.
    const offset = userId === ann.userId ? 0 : 10_000;
    for (const task of tasks) await plant(userId, task, offset);
  }
  await database.sql("update tasks set search_text = null where id % 5 = 0");
}

async function plantPlaces(userId: string): Promise<void> {
  const run = (text: string, values: unknown[]) => database.sql(text, [userId, ...values]);
  await run(
    `insert into lists (user_id, id, name, colour, position, archived_at, created_at, updated_at)
     select $1, n, name, 'moss', n, case when n = 3 then now() end, now(), now()
     from unnest($2::text[]) with ordinality as each (name, n)`,
    [NAMES.lists],
  );
  await run(
    `insert into sections (user_id, id, list_id, name, position, created_at, updated_at)
     select $1, n, (n + 1) / 2, name, n, now(), now()
     from unnest($2::text[]) with ordinality as each (name, n)`,
    [NAMES.sections],
  );
  await run(
    `insert into tags (user_id, id, name, deleted_at, created_at, updated_at)
     select $1, n, name, case when name = 'gone' then now() end, now(), now()
     from unnest($2::text[]) with ordinality as each (name, n)`,
    [NAMES.tags],
  );
}

const anyText = fc
  .array(fc.constantFrom(...WORDS, "\n", "\t", "“", "ſ", "Ⅳ", "\u00ad"), { maxLength: 8 })
  .map((words) => words.join(" ").slice(0, 150));
const anyDay = fc.constantFrom(...DAYS);
/** Around a midnight of one of the zones. */
const anyTime = fc
  .tuple(anyDay, fc.constantFrom(...ZONES), fc.constantFrom(-90, -1, 0, 1, 600))
  .map(([day, zone, minutes]) => new Date(startOfDay(day, zone).getTime() + minutes * 60_000));
const rarely = (weight = 3) => fc.integer({ min: 0, max: weight }).map((number) => number === 0);

const anyTask: fc.Arbitrary<Searched> = fc
  .record(
    {
      title: anyText.map((text) => text.trim() || "untitled"),
      notes: fc.oneof(fc.constant(""), anyText),
      items: fc.oneof(
        fc.constant([]),
        fc.array(
          anyText.map((text) => text.trim() || "item"),
          { maxLength: 3 },
        ),
      ),
      dueOn: fc.option(anyDay),
      dueTime: fc.option(fc.constant("09:00")),
      startsOn: fc.option(anyDay),
      repeats: rarely(),
      priority: fc.nat(3),
      listId: fc.option(fc.integer({ min: 1, max: 4 })),
      isArchived: fc.constant(false),
      sectionId: fc.option(fc.integer({ min: 1, max: 3 })),
      tagIds: fc.subarray([1, 2, 3]),
      createdAt: anyTime,
      updatedAt: anyTime,
      completedAt: fc.option(anyTime),
      isDeleted: rarely(5),
    },
    { noNullPrototype: true },
  )
  .map((task) => {
    const isRight = task.sectionId !== null && task.listId === Math.ceil(task.sectionId / 2);
    const isDated = task.dueOn !== null;
    return {
      ...task,
      sectionId: isRight ? task.sectionId : null,
      isArchived: task.listId === 3,
      dueTime: isDated ? task.dueTime : null,
      repeats: isDated && task.repeats,
    };
  });

async function plant(userId: string, task: PlantedTask, offset: number): Promise<void> {
  const id = task.id + offset;
  const series = task.repeats
    ? `gen_random_uuid(), 'every day', 'rule', '2026-01-01'`
    : "null, null, null, null";
  await database.sql(
    `insert into tasks (user_id, id, title, description, position, due_on, due_time, starts_on, priority, list_id,
       section_id, created_at, updated_at, completed_at, deleted_at, series_id, repeat_rule, repeat_mode, repeat_anchor)
     values ($1, $2::int, $3, $4, 1, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, ${series})`,
    [
      ...[
        userId,
        id,
        task.title,
        task.notes,
        task.dueOn,
        task.dueTime,
        task.startsOn,
        task.priority,
      ],
      ...[task.listId, task.sectionId, task.createdAt, task.updatedAt, task.completedAt],
      task.isDeleted ? NOW : null,
    ],
  );
  // The text of one item is in its notes. Another item was deleted: its words are not found.
  const items = task.items.map((text, index) =>
    index === 1
      ? { title: task.items[0], notes: text, at: null }
      : { title: text, notes: "", at: null },
  );
  const all = [...items, { title: "zebra milk", notes: "", at: NOW }];
  for (const [index, { title, notes, at }] of all.entries()) {
    await database.sql(
      `insert into tasks (user_id, id, parent_id, title, description, position, created_at, updated_at, deleted_at)
       values ($1, $2, $3, $4, $5, 1, now(), now(), $6)`,
      [userId, 100_000 + id * 10 + index, id, title, notes, at],
    );
  }
  await database.sql(
    `insert into task_tags (user_id, task_id, tag_id) select $1, $2, unnest($3::int[])`,
    [userId, id, [...task.tagIds, ...(task.id % 3 === 0 ? [4] : [])]],
  );
}

/** Pieces of the words that there are: beginnings, middles, single characters. */
const anyPiece = fc
  .tuple(fc.constantFrom(...WORDS, "zebra", "item"), fc.nat(3), fc.integer({ min: 1, max: 9 }))
  .map(([word, from, length]) =>
    [...word]
      .slice(from, from + length)
      .join("")
      .trim(),
  )
  .filter((text) => /[\p{L}\p{Nd}%_\\"()&|!🙂]/u.test(text));
const anyName = fc.constantFrom(
  ...Object.values(NAMES).flat(),
  "cafe zoe",
  "HOME",
  "home/kitchen",
  "inbox",
);
const anyBound = fc
  .tuple(anyDay, fc.boolean())
  .map(([day, isIncluded]): Bound => ({ day, isIncluded }));
const anyTerm = fc
  .tuple(
    fc.constantFrom("due", "start", "created", "completed", "changed"),
    fc.option(anyBound),
    fc.option(fc.oneof(anyBound, fc.constant({ day: "9999-12-31", isIncluded: true }))),
  )
  .map(([field, from, to]) => canonicalDay(field, from, to));

const anyCondition = anyTree({ text: anyPiece, name: anyName, day: anyTerm });

function resolved(tree: QueryNode): Condition | null {
  return resolveQuery({ tree, sort: null, faults: [], text: "", places: new Map() }, names)
    .condition;
}

function expected(
  condition: Condition,
  clock: { today: string; timeZone: string | null },
): number[] {
  const scoped = scopedCondition(condition);
  return tasks.filter((task) => finds(scoped, task, clock)).map(({ id }) => id);
}

describe("any query", () => {
  it("finds the same tasks as in TypeScript, and never any of Bob's", async () => {
    let found = 0;
    await fc.assert(
      fc.asyncProperty(
        anyCondition,
        anyDay,
        fc.constantFrom(...ZONES),
        async (tree, today, timeZone) => {
          const condition = resolved(tree);
          fc.pre(condition !== null);
          const clock = { today, timeZone };
          const owner = { ...accountOf(ann), timeZone };
          const scope = new UserScope(database.database, owner, { clock: () => NOW });
          const where = { condition, clock };
          const filter = { source: { kind: "search" }, status: "all", where } as const;
          const ids = await matchingIds(scope, filter, 1_000);
          assert.deepEqual(ids, expected(condition, clock), JSON.stringify(condition));
          if (ids.length > 0 && ids.length < TASKS / 2) found += 1;
        },
      ),
      { numRuns: 400 },
    );
    assert.ok(found > 100, `${found} queries that find some`);
  });
});
