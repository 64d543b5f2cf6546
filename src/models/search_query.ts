/** Reads a query for one person: the days and names in it, and what to say about it. */
import type { UserScope } from "../db/scope.ts";
import { finds } from "../search/evaluate.ts";
import { type Explanation, explain } from "../search/explain.ts";
import type { Fault } from "../search/faults.ts";
import { parseQuery } from "../search/parse.ts";
import {
  type Condition,
  groupedOnce,
  type Names,
  resolveCondition,
  resolveQuery,
} from "../search/resolve.ts";
import type { QuerySort } from "../search/tree.ts";
import { listOutline } from "./lists.ts";
import { listTags } from "./tags.ts";
import type { QueryFilter } from "./task_filters.ts";
import type { Task } from "./task_records.ts";

export interface ReadQuery {
  /** As it was read; the places of faults are in it. */
  text: string;
  /** As typed, without what was not understood; with nothing left it finds nothing. */
  where: QueryFilter;
  sort: QuerySort | null;
  /** null: nothing of it was understood. */
  explanation: Explanation | null;
  faults: readonly Fault[];
}

const NOTHING: Condition = { kind: "or", children: [] };

/** @param q any text. */
export async function readQuery(scope: UserScope, q: string): Promise<ReadQuery> {
  return readQueryWith(await readNames(scope), scope, q);
}

export async function readNames(scope: UserScope): Promise<Names> {
  const [lists, tags] = await Promise.all([listOutline(scope), listTags(scope)]);
  return { lists, tags };
}

type Reader = Pick<UserScope, "today" | "weekStart" | "timeZone">;

/** The same where the names are known. */
export function readQueryWith(names: Names, reader: Reader, q: string): ReadQuery {
  const parsed = parseQuery(q, daysOf(reader));
  const { condition, faults } = resolveQuery(parsed, names);
  const { text, sort } = parsed;
  const isUnderstood = condition !== null || faults.length === 0;
  return {
    text,
    where: filterOf(condition, isUnderstood, reader),
    sort,
    explanation: isUnderstood ? explain(condition) : null,
    faults,
  };
}

/** Only what a query finds, which takes less time. */
export function queryFilter(names: Names, reader: Reader, q: string): QueryFilter {
  const { tree, faults } = parseQuery(q, daysOf(reader));
  const { condition, unknown } = resolveCondition(tree, names);
  const isUnderstood = condition !== null || faults.length + unknown.length === 0;
  return filterOf(condition, isUnderstood, reader);
}

function daysOf({ today, weekStart }: Reader) {
  return { today, weekStart };
}

/** Without a condition, what is understood asks for everything, such as "sort:due". */
function filterOf(
  condition: Condition | null,
  isUnderstood: boolean,
  { today, timeZone }: Reader,
): QueryFilter {
  const other: Condition = isUnderstood ? { kind: "and", children: [] } : NOTHING;
  return { condition: condition ?? other, clock: { today, timeZone } };
}

/** What both find. */
export function narrowedBy(one: ReadQuery, other: ReadQuery | null): ReadQuery {
  if (other === null) return one;
  const children = [one.where.condition, other.where.condition];
  const condition = groupedOnce("and", children) ?? one.where.condition;
  return {
    text: `${one.text} ${other.text}`,
    where: { ...one.where, condition },
    sort: other.sort ?? one.sort,
    explanation: one.explanation && other.explanation && explain(condition),
    faults: [],
  };
}

/** Whether a query finds a task, by all but its checklist. Statements that the page needs anyway answer it. */
export async function isFoundBy(
  scope: UserScope,
  { condition, clock }: QueryFilter,
  task: Task,
): Promise<boolean> {
  const [lists, tags] = await Promise.all([listOutline(scope), listTags(scope)]);
  const tagIds = tags.filter(({ name }) => task.tags.includes(name)).map(({ id }) => id);
  const list = lists.find(({ id }) => id === task.list?.id);
  const { title, dueOn, dueTime, startsOn, priority, createdAt, updatedAt, completedAt } = task;
  const known = { title, dueOn, dueTime, startsOn, priority, createdAt, updatedAt, completedAt };
  const searched = {
    ...known,
    notes: task.description,
    items: [],
    repeats: task.repeat !== null,
    listId: task.list?.id ?? null,
    sectionId: task.section?.id ?? null,
    isArchived: list?.archived ?? false,
    isDeleted: task.deletedAt !== null,
    tagIds,
  };
  return finds(condition, searched, clock);
}
