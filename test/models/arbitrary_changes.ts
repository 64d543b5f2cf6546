/** Changes with any input, for property-based tests. */
import fc from "fast-check";
import type { Saved } from "../../src/db/saved.ts";
import type { UserScope } from "../../src/db/scope.ts";
import { type BulkAction, changeTasks } from "../../src/models/bulk.ts";
import { catchUp, type Decision } from "../../src/models/catch_up.ts";
import { createList, deleteList, updateList } from "../../src/models/lists.ts";
import { moveRow } from "../../src/models/positions.ts";
import { createSearch, deleteSearch, updateSearch } from "../../src/models/searches.ts";
import { createSection, deleteSection } from "../../src/models/sections.ts";
import { deleteTag, renameTag } from "../../src/models/tags.ts";
import {
  createTask,
  deleteTask,
  restoreTask,
  setCompletion,
  updateTask,
} from "../../src/models/tasks.ts";

export type Step = (scope: UserScope) => Promise<Saved<unknown>>;

const id = fc.integer({ min: 1, max: 6 });
const reference = fc.option(fc.integer({ min: 1, max: 3 }));
const day = fc.integer({ min: 1, max: 28 }).map((n) => `2026-02-${String(n).padStart(2, "0")}`);
const tag = fc.constantFrom("home", "Work", "Ämter", "x-1");
const tags = fc.uniqueArray(tag, { maxLength: 3 });
const repeat = fc.record({
  rule: fc.constantFrom(
    { unit: "day", every: 3, ends: { kind: "never" } },
    { unit: "month", every: 1, on: { kind: "day", day: 31 }, ends: { kind: "never" } },
    { unit: "week", every: 1, days: [1, 4], ends: { kind: "after", count: 2 } },
  ),
  mode: fc.constantFrom("rule", "catch_up", "completion"),
  anchor: fc.constant("2026-01-31"),
});
const bulkAction: fc.Arbitrary<BulkAction> = fc.oneof(
  fc
    .constantFrom(
      "complete",
      "reopen",
      "delete",
      "skip",
      "skip_or_delete",
      "top",
      "up",
      "down",
      "bottom",
    )
    .map((kind) => ({ kind }) as BulkAction),
  reference.map((listId) => ({ kind: "move", listId, sectionId: null }) as BulkAction),
  fc.record({ kind: fc.constantFrom("tag", "untag"), name: tag }) as fc.Arbitrary<BulkAction>,
  fc.option(day).map((dueOn) => ({ kind: "due", dueOn }) as BulkAction),
  fc.integer({ min: 0, max: 3 }).map((priority) => ({ kind: "priority", priority }) as BulkAction),
);

const decision: fc.Arbitrary<Decision> = fc.oneof(
  fc.constantFrom("done", "someday", "drop").map((kind) => ({ kind }) as Decision),
  day.map((dueOn) => ({ kind: "due", dueOn }) as Decision),
);

/** Each kind of change that there is; one that finds nothing to change changes nothing. */
export const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .record({ tags, dueOn: day, repeat: fc.option(repeat), parentId: fc.option(id, { freq: 3 }) })
      .map(
        ({ parentId, tags, ...plan }): Step =>
          (scope) => {
            const own = parentId === null ? (plan as object) : { parentId };
            return createTask(scope, { title: "New", tags, ...own });
          },
      ),
  },
  fc.array(fc.tuple(id, decision), { minLength: 1, maxLength: 4 }).map(
    (decisions): Step =>
      (scope) =>
        catchUp(scope, { kind: "each", decisions: new Map(decisions) }),
  ),
  fc.tuple(id, tags, fc.option(day), reference).map(
    ([task, names, startsOn, listId]): Step =>
      (scope) =>
        updateTask(scope, task, { title: `T ${startsOn}`, tags: names, listId, startsOn }),
  ),
  {
    weight: 2,
    arbitrary: fc.tuple(id, fc.boolean()).map(
      ([task, done]): Step =>
        (scope) =>
          setCompletion(scope, task, { done }),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.uniqueArray(id, { minLength: 1, maxLength: 6 }), bulkAction).map(
      ([ids, action]): Step =>
        (scope) =>
          changeTasks(scope, ids, action),
    ),
  },
  id.map(
    (task): Step =>
      (scope) =>
        deleteTask(scope, task),
  ),
  id.map(
    (task): Step =>
      (scope) =>
        restoreTask(scope, task),
  ),
  fc.tuple(id, fc.constantFrom("top", "up", "down", "bottom")).map(
    ([task, move]): Step =>
      (scope) =>
        moveRow(scope, "tasks", task, { move }),
  ),
  fc.constantFrom("Home", "Work", "Reading").map(
    (name): Step =>
      (scope) =>
        createList(scope, { name, colour: "sea" }),
  ),
  fc.tuple(id, fc.boolean()).map(
    ([list, archived]): Step =>
      (scope) =>
        updateList(scope, list, { name: `List ${list}`, archived }),
  ),
  id.map(
    (list): Step =>
      (scope) =>
        deleteList(scope, list),
  ),
  fc.tuple(id, fc.constantFrom("Part", "PART", "Rest")).map(
    ([listId, name]): Step =>
      (scope) =>
        createSection(scope, { listId, name }),
  ),
  id.map(
    (section): Step =>
      (scope) =>
        deleteSection(scope, section),
  ),
  fc.constantFrom("Late", "Lâte", "Soon").map(
    (name): Step =>
      (scope) =>
        createSearch(scope, { name, query: `#${name}` }),
  ),
  fc.tuple(id, fc.constantFrom("late", "Waiting"), fc.constantFrom("#x", "due<today")).map(
    ([search, name, query]): Step =>
      (scope) =>
        updateSearch(scope, search, { name, query }),
  ),
  fc.tuple(id, fc.constantFrom("top", "up", "down", "bottom")).map(
    ([search, move]): Step =>
      (scope) =>
        moveRow(scope, "searches", search, { move }),
  ),
  id.map(
    (search): Step =>
      (scope) =>
        deleteSearch(scope, search),
  ),
  fc.tuple(id, tag).map(
    ([one, name]): Step =>
      (scope) =>
        renameTag(scope, one, { name: `${name}2` }),
  ),
  id.map(
    (one): Step =>
      (scope) =>
        deleteTag(scope, one),
  ),
);
