/** The user's own order: moves one row among its siblings, or several tasks that keep their order. */
import type { ChangeSet } from "../db/change_set.ts";
import type { Row } from "../db/connection.ts";
import type { Requested } from "../db/journal.ts";
import { found, Refusal, type Saved } from "../db/saved.ts";
import type { UserScope } from "../db/scope.ts";
import type { TaskRow } from "./task_records.ts";

export const DIRECTIONS = ["top", "up", "down", "bottom"] as const;
export type Direction = (typeof DIRECTIONS)[number];
export type Move = Direction | { after: number };

interface OrderedRow extends Row {
  id: number;
  position: string;
  title?: string;
  name?: string;
}

type Siblings = (change: ChangeSet, row: Row) => ReturnType<ChangeSet["rows"]>;

/** The rows that a row of each table is ordered with. */
const SIBLINGS: Record<"tasks" | "lists" | "sections" | "searches", Siblings> = {
  tasks: (change, row) =>
    change
      .rows("tasks")
      // The expression of its index.
      .whereRaw("coalesce(list_id, 0) = ?", [(row.list_id ?? 0) as number])
      .where({ section_id: row.section_id ?? null })
      .where({ parent_id: row.parent_id ?? null })
      .whereNull("deleted_at")
      .whereNull("completed_at"),
  lists: (change) => change.rows("lists").whereNull("deleted_at").whereNull("archived_at"),
  sections: (change, row) =>
    change.rows("sections").where({ list_id: row.list_id }).whereNull("deleted_at"),
  searches: (change) => change.rows("searches").whereNull("deleted_at"),
};

/**
 * Moves a row among its siblings. One that is there already, or has nothing to move past, stays.
 * @returns its title or name.
 */
export async function moveRow(
  scope: UserScope,
  table: keyof typeof SIBLINGS,
  id: number,
  { move, ...requested }: { move: Move } & Requested,
): Promise<Saved<{ title: string }>> {
  return scope.change(async (change) => {
    const row = found(await change.loadOne<OrderedRow>(table, id));
    const position = await newPosition(change, SIBLINGS[table], row, move);
    if (position !== null && digitsOf(position) < DIGITS_MOST) {
      change.update(table, [row], { position });
    } else if (position !== null) {
      await renumber(change, table, { row, position });
    }
    return { kind: KINDS[table], params: { id, title: row.title ?? row.name ?? "" } };
  }, requested);
}

/** A position between two others can need one more digit than theirs: from here on, all are renumbered. */
const DIGITS_MOST = 30;

function digitsOf(position: string): number {
  return position.replace(/[-.]/g, "").length;
}

/**
 * Moves a row to a position that would have too many digits: all siblings get the numbers from 1 on, in
 * their new order. (New rows still go to the end: their ids are greater than the number of rows.)
 */
async function renumber(
  change: ChangeSet,
  table: keyof typeof SIBLINGS,
  { row, position }: { row: OrderedRow; position: string },
): Promise<void> {
  const others = () =>
    SIBLINGS[table](change, row)
      .whereNot({ id: row.id })
      .orderBy(["position", "id"])
      .select<OrderedRow[]>("id", "position");
  const [before, after] = await Promise.all([
    others().where("position", "<", position),
    others().where("position", ">", position),
  ]);
  for (const [index, { id, position: old }] of [...before, row, ...after].entries()) {
    const number = String(index + 1);
    if (number !== old) change.update(table, [{ id }], { position: number });
  }
}

const KINDS = {
  tasks: "task.moved",
  lists: "list.moved",
  sections: "section.moved",
  searches: "search.moved",
} as const;

/**
 * Moves loaded tasks among their siblings, each list, section or checklist by itself. Completed tasks
 * are not part of the order and stay.
 * @returns the tasks whose position has changed.
 */
export async function moveTogether(
  change: ChangeSet,
  tasks: readonly TaskRow[],
  direction: Direction,
): Promise<TaskRow[]> {
  const pending = tasks.filter((task) => task.completed_at === null);
  const groups = Map.groupBy(pending, (task) =>
    [task.list_id, task.section_id, task.parent_id].join(" "),
  );
  const values = new Map<number, { position: string }>();
  for (const group of groups.values()) {
    const siblings = await SIBLINGS.tasks(change, group[0] as TaskRow)
      .orderBy(["position", "id"])
      .select<OrderedRow[]>("id", "position");
    const chosen = new Set(group.map(({ id }) => id));
    for (const [id, position] of newPositions(siblings, chosen, direction)) {
      values.set(id, { position });
    }
  }
  // Neighbours that were passed may have changed too.
  for (const [id, columns] of values) change.update("tasks", [{ id }], columns);
  return pending.filter(({ id }) => values.has(id));
}

/**
 * The midpoint of a row's position and another one, rounded to as few decimal digits as still lie
 * between them. `numeric` is exact, so there always is one.
 */
const BETWEEN = `cross join lateral (
  select middle
  from generate_series(0, scale(position + ?) + 1) as digits,
    trim_scale(round((position + ?) * 0.5, digits)) as middle
  where (middle - position) * (middle - ?) < 0
  order by digits
  limit 1
) as between_both`;

/**
 * A position past the row to pass and before the next one; null: there is nothing to move past. Rows
 * can have equal positions after an undo, and are then ordered by id: a row that passes one of them
 * passes all.
 */
async function newPosition(
  change: ChangeSet,
  siblings: Siblings,
  row: OrderedRow,
  move: Move,
): Promise<string | null> {
  const others = () => siblings(change, row).whereNot({ id: row.id });
  const isUp = move === "up" || move === "top";
  const isToEnd = move === "top" || move === "bottom";
  const [past, nearest, farthest] = isUp ? ["<", "desc", "asc"] : [">", "asc", "desc"];
  const order = (isToEnd ? farthest : nearest) as "asc" | "desc";
  const passed = await others()
    .where((rows) => {
      if (typeof move === "object") rows.where({ id: move.after });
      else rows.whereRaw(`(position, id) ${past} (?, ?)`, [row.position, row.id]);
    })
    .orderBy(["position", "id"].map((column) => ({ column, order })))
    .first<{ position: string }>("position");
  if (passed === undefined && typeof move === "object") {
    throw new Refusal({ field: "after", code: "not_sibling" });
  }
  if (passed === undefined) return null;
  if (typeof move === "object") {
    const previous = await others()
      .whereRaw("(position, id) < (?, ?)", [row.position, row.id])
      .orderBy(["position", "id"].map((column) => ({ column, order: "desc" })))
      .first<{ id: number } | undefined>("id");
    if (previous?.id === move.after) return null;
  }
  const next = isToEnd
    ? undefined
    : await others()
        .where("position", past, passed.position)
        .joinRaw(BETWEEN, [passed.position, passed.position, passed.position])
        .orderBy("position", nearest)
        .first<{ middle: string }>("middle");
  return next?.middle ?? beyond(passed.position, isUp ? -1 : 1);
}

/** @param siblings in their order. @returns the positions that change, by id. */
function newPositions(
  siblings: readonly OrderedRow[],
  chosen: ReadonlySet<number>,
  direction: Direction,
): Map<number, string> {
  if (direction === "up" || direction === "down") return swapped(siblings, chosen, direction);
  const moved = siblings.filter(({ id }) => chosen.has(id));
  const others = siblings.filter(({ id }) => !chosen.has(id));
  const edge = direction === "top" ? others[0] : others.at(-1);
  const ahead =
    direction === "top" ? siblings.slice(0, moved.length) : siblings.slice(-moved.length);
  if (edge === undefined || ahead.every(({ id }) => chosen.has(id))) return new Map();
  const from = direction === "top" ? -moved.length : 1;
  return new Map(moved.map(({ id }, index) => [id, beyond(edge.position, from + index)] as const));
}

/** Each chosen row passes one neighbour that is not chosen; the positions are exchanged. */
function swapped(
  siblings: readonly OrderedRow[],
  chosen: ReadonlySet<number>,
  direction: "up" | "down",
): Map<number, string> {
  const order = direction === "up" ? [...siblings] : siblings.toReversed();
  for (let index = 1; index < order.length; index += 1) {
    const [before, own] = [order[index - 1], order[index]];
    if (before === undefined || own === undefined) continue;
    if (chosen.has(own.id) && !chosen.has(before.id)) {
      order[index - 1] = own;
      order[index] = before;
    }
  }
  if (direction === "down") order.reverse();
  const current = siblings.map(({ position }) => position);
  // Equal positions cannot be exchanged.
  const areDistinct = new Set(current).size === current.length;
  const positions = areDistinct ? current : current.map((_, index) => String(index + 1));
  const changed = order.flatMap((row, index) => {
    const position = positions[index] ?? row.position;
    return position === row.position ? [] : [[row.id, position] as const];
  });
  return new Map(changed);
}

/** The integer that is about `distance` away from a position, before or after it. */
function beyond(position: string, distance: number): string {
  const [whole = "0"] = position.split(".");
  return String(BigInt(whole) + BigInt(distance));
}
