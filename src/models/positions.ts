/** The order by hand: a row moves to a place of its own between two others. */
import type { Knex } from "knex";
import type { ChangeSet } from "../db/change_set.ts";
import type { Row } from "../db/connection.ts";
import type { Requested } from "../db/journal.ts";
import { found, Refusal, type Saved } from "../db/saved.ts";
import type { UserScope } from "../db/scope.ts";

export const DIRECTIONS = ["top", "up", "down", "bottom"] as const;

export type Direction = (typeof DIRECTIONS)[number];

export type Move = Direction | { after: number };

interface Placed extends Row {
  id: number;
  position: string;
  title?: string;
  name?: string;
}

type Siblings = (change: ChangeSet, row: Row) => ReturnType<ChangeSet["rows"]>;

/** What a row of each table is ordered among. */
const SIBLINGS: Record<"tasks" | "lists" | "sections", Siblings> = {
  tasks: (change, row) =>
    change
      .rows("tasks")
      // As its index has it.
      .whereRaw("coalesce(list_id, 0) = ?", [(row.list_id ?? 0) as number])
      .where({ section_id: row.section_id ?? null })
      .where({ parent_id: row.parent_id ?? null })
      .whereNull("deleted_at")
      .whereNull("completed_at"),
  lists: (change) => change.rows("lists").whereNull("deleted_at").whereNull("archived_at"),
  sections: (change, row) =>
    change.rows("sections").where({ list_id: row.list_id }).whereNull("deleted_at"),
};

/**
 * Moves a row to another place among its siblings.
 * @returns its title or name. What is there already, or has nothing to move past, stays.
 */
export async function moveRow(
  scope: UserScope,
  table: keyof typeof SIBLINGS,
  id: number,
  { move, ...requested }: { move: Move } & Requested,
): Promise<Saved<{ title: string }>> {
  return scope.change(async (change) => {
    const row = found(await change.loadOne<Placed>(table, id));
    const position = await placeFor(change, SIBLINGS[table], row, move);
    if (position !== null) await change.update(table, [row], { position });
    return { kind: KINDS[table], params: { id, title: row.title ?? row.name ?? "" } };
  }, requested);
}

const KINDS = { tasks: "task.moved", lists: "list.moved", sections: "section.moved" } as const;

/**
 * A number of its own between the two neighbours; null: it stands there already, or there is nothing
 * to move past. Rows with the same number, as an Undo may leave them, stand in the order of their
 * ids: who goes past one of them goes past all.
 */
async function placeFor(
  change: ChangeSet,
  siblings: Siblings,
  row: Placed,
  move: Move,
): Promise<string | null> {
  const others = () => siblings(change, row).whereNot({ id: row.id });
  const { up, down } = { up: ["<", "desc"], down: [">", "asc"] } as const;
  const first = async (rows: Knex.QueryBuilder, [, order]: typeof up | typeof down) => {
    const found = await rows
      .orderBy([
        { column: "position", order },
        { column: "id", order },
      ])
      .first<{ position: string }>("position");
    return found?.position ?? null;
  };
  /** The next one past a position; past the row itself with what has the same one. */
  const past = (side: typeof up | typeof down, from: string) =>
    first(others().where("position", side[0], from), side);
  const beside = (side: typeof up | typeof down) =>
    first(others().whereRaw(`(position, id) ${side[0]} (?, ?)`, [row.position, row.id]), side);
  if (move === "up" || move === "down") {
    const side = move === "up" ? up : down;
    const neighbour = await beside(side);
    return neighbour === null ? null : between(neighbour, await past(side, neighbour), side[1]);
  }
  if (move === "top" || move === "bottom") {
    const side = move === "top" ? up : down;
    if ((await beside(side)) === null) return null;
    const edge = await first(others(), move === "top" ? down : up);
    return edge === null ? null : plus(edge, move === "top" ? -1n : 1n);
  }
  const target = await others().where({ id: move.after }).first<{ position: string }>("position");
  if (target === undefined) throw new Refusal({ field: "after", code: "not_sibling" });
  return between(target.position, await past(down, target.position), "asc");
}

/**
 * A number past `near` and before `far` (null: nothing is there), with as few decimal digits as it
 * takes: there is always one.
 */
function between(near: string, far: string | null, order: "asc" | "desc"): string {
  if (far === null) return plus(near, order === "asc" ? 1n : -1n);
  const [low, high] = order === "asc" ? [near, far] : [far, near];
  for (let digits = 0; ; digits += 1) {
    const least = floor(low, digits) + 1n;
    const most = -floor(negated(high), digits) - 1n;
    if (least <= most) return scaled((least + most) / 2n, digits);
  }
}

/** The greatest multiple of that many decimal digits that is not over the number. */
function floor(number: string, digits: number): bigint {
  const own = fraction(number);
  if (own <= digits) return toInteger(number, digits);
  const [value, unit] = [toInteger(number, own), 10n ** BigInt(own - digits)];
  const whole = value / unit;
  return value % unit < 0n ? whole - 1n : whole;
}

function negated(number: string): string {
  return number.startsWith("-") ? number.slice(1) : `-${number}`;
}

/** So many whole places further; exact. */
export function plus(number: string, whole: bigint): string {
  const digits = fraction(number);
  return scaled(toInteger(number, digits) + whole * 10n ** BigInt(digits), digits);
}

function fraction(number: string): number {
  return number.split(".")[1]?.length ?? 0;
}

function toInteger(number: string, digits: number): bigint {
  const [whole = "0", part = ""] = number.split(".");
  return BigInt(whole + part.padEnd(digits, "0"));
}

function scaled(integer: bigint, digits: number): string {
  if (digits === 0) return String(integer);
  const text = String(integer < 0n ? -integer : integer).padStart(digits + 1, "0");
  const sign = integer < 0n ? "-" : "";
  return `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`.replace(/\.?0+$/, "");
}
