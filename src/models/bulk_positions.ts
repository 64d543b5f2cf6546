/** The order by hand, of several tasks at once: they keep theirs among themselves. */
import type { ChangeSet, TextRow } from "../db/change_set.ts";
import { type Direction, plus } from "./positions.ts";
import type { TaskRow } from "./task_records.ts";

interface Placed {
  id: number;
  position: string;
}

/**
 * Moves tasks among those beside them: within each list, section or checklist on its own. What is
 * done has no place in the order and stays.
 * @returns the tasks that have another place now.
 */
export async function moveTogether(
  change: ChangeSet,
  tasks: readonly TaskRow[],
  direction: Direction,
): Promise<TaskRow[]> {
  const pending = tasks.filter((task) => task.completed_at === null);
  const places = Map.groupBy(pending, (task) =>
    [task.list_id, task.section_id, task.parent_id].join(" "),
  );
  const values = new Map<number, TextRow>();
  for (const [first, ...more] of places.values()) {
    if (first === undefined) continue;
    const siblings = await siblingsOf(change, first);
    const chosen = new Set([first, ...more].map(({ id }) => id));
    for (const [id, position] of newPositions(siblings, chosen, direction)) {
      values.set(id, { position });
    }
  }
  await change.updateEach("tasks", ["position"], values);
  return pending.filter(({ id }) => values.has(id));
}

function siblingsOf(change: ChangeSet, task: TaskRow): Promise<Placed[]> {
  const { list_id, section_id, parent_id } = task;
  return change
    .rows("tasks")
    .where({ list_id, section_id, parent_id, deleted_at: null, completed_at: null })
    .orderBy(["position", "id"])
    .select<Placed[]>("id", "position") as unknown as Promise<Placed[]>;
}

/** @param siblings in their order. @returns the positions that change, by id. */
export function newPositions(
  siblings: readonly Placed[],
  chosen: ReadonlySet<number>,
  direction: Direction,
): Map<number, string> {
  if (direction === "up" || direction === "down") return stepped(siblings, chosen, direction);
  const moved = siblings.filter(({ id }) => chosen.has(id));
  const others = siblings.filter(({ id }) => !chosen.has(id));
  const edge = direction === "top" ? others[0] : others.at(-1);
  const ahead =
    direction === "top" ? siblings.slice(0, moved.length) : siblings.slice(-moved.length);
  if (edge === undefined || ahead.every(({ id }) => chosen.has(id))) return new Map();
  const from = direction === "top" ? -moved.length : 1;
  return new Map(
    moved.map(({ id }, index) => [id, plus(edge.position, BigInt(from + index))] as const),
  );
}

/** Each goes past one neighbour that is not chosen; the places themselves stay as they are. */
function stepped(
  siblings: readonly Placed[],
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
  const places = siblings.map(({ position }) => position);
  // Two with the same place are told apart by their ids: they get places of their own first.
  const isTold = new Set(places).size === places.length;
  const positions = isTold ? places : places.map((_, index) => String(index + 1));
  const changed = order.flatMap((row, index) => {
    const position = positions[index] ?? row.position;
    return position === row.position ? [] : [[row.id, position] as const];
  });
  return new Map(changed);
}
