/** What an undo works from: the rows of the entry, the same rows as they are now, and what is in its way. */
import type { ChangeSet } from "../db/change_set.ts";
import type { Row } from "../db/connection.ts";
import { OWNED_TABLES, type OwnedTable, rowName } from "../db/owned_tables.ts";
import type { NamedRow } from "../db/saved.ts";
import {
  DECIDING_OF_ADDED,
  idOf,
  keyOf,
  readSnapshots,
  type Snapshot,
  type TextRow,
} from "./undo_snapshots.ts";

export interface UndoState {
  /** The id of the entry. */
  entry: number;
  snapshots: readonly Snapshot[];
  /** The rows of the snapshots that exist now, with the same columns, by `rowName`. */
  current: ReadonlyMap<string, TextRow>;
  /** Rows created by the change that rows outside of it refer to by now, by `rowName`. */
  inUse: ReadonlySet<string>;
  /** Where tasks would return to, but cannot. */
  lostPlaces: readonly LostPlace[];
}

/** A deleted list or section, or a task whose checklist a task cannot be on any more. */
interface LostPlace {
  place: NamedRow;
  column: PlaceColumn;
  taskId: number;
}

type PlaceColumn = keyof typeof DETACHED;

/** The columns of a task that leaves its list, its section or its checklist. */
export const DETACHED = {
  list_id: { list_id: null, section_id: null },
  section_id: { section_id: null },
  parent_id: { parent_id: null },
};

/** In an order in which rows can be inserted. */
export const TABLES = Object.keys(OWNED_TABLES) as OwnedTable[];

interface Dependent {
  table: OwnedTable;
  column: string;
  /** What detaches it; without, it is deleted along with the row that it refers to. */
  detached?: TextRow;
}

/** The rows that refer to a row of each table. */
export const DEPENDENTS: Partial<Record<OwnedTable, Dependent[]>> = {
  lists: [
    { table: "tasks", column: "list_id", detached: DETACHED.list_id },
    { table: "sections", column: "list_id" },
  ],
  sections: [{ table: "tasks", column: "section_id", detached: DETACHED.section_id }],
  tags: [{ table: "task_tags", column: "tag_id" }],
  tasks: [
    { table: "task_tags", column: "task_id" },
    { table: "tasks", column: "parent_id" },
  ],
};

/**
 * Reads the rows of an entry, and each as it is now. The number of statements does not depend on the number
 * of rows.
 */
export async function loadUndoState(change: ChangeSet, entry: number): Promise<UndoState> {
  const snapshots = await readSnapshots(change, entry);
  const current = new Map<string, TextRow>();
  const inUse = new Set<string>();
  const names = new Set(snapshots.map((snapshot) => rowName(snapshot.table, keyOf(snapshot))));
  for (const [table, own] of Map.groupBy(snapshots, (snapshot) => snapshot.table)) {
    for (const texts of await readCurrent(change, table, own)) {
      current.set(rowName(table, texts), texts);
    }
    const created = own.filter(({ before }) => before === null).map(idOf);
    if (created.length === 0) continue;
    for (const dependent of DEPENDENTS[table] ?? []) {
      const rows = await change
        .rows(dependent.table)
        .whereRaw("?? = any (?)", [dependent.column, created])
        .select<Row[]>(...OWNED_TABLES[dependent.table].key, `${dependent.column} as id_in_use`);
      for (const row of rows) {
        const isOutside = !names.has(rowName(dependent.table, row));
        if (isOutside) inUse.add(rowName(table, { id: row.id_in_use }));
      }
    }
  }
  const lostPlaces = [
    ...(await findDeleted(change, "lists", snapshots)),
    ...(await findDeleted(change, "sections", snapshots)),
    ...(await findLostChecklists(change, snapshots)),
  ];
  return { entry, snapshots, current, inUse, lostPlaces };
}

async function readCurrent(
  change: ChangeSet,
  table: OwnedTable,
  snapshots: readonly Snapshot[],
): Promise<TextRow[]> {
  const { key } = OWNED_TABLES[table];
  const keys = key.map((column) => snapshots.map((snapshot) => Number(keyOf(snapshot)[column])));
  const columns = snapshots.flatMap(({ before, after }) => Object.keys({ ...before, ...after }));
  const added = snapshots.filter(({ changed }) => changed !== null).map(idOf);
  const each = key.map((_, index) => `$${index + 5}::integer[]`);
  const rows = await change.read<{ texts: TextRow }>(
    `select (
       select jsonb_object_agg(key, value) from jsonb_each_text(to_jsonb("${table}".*))
       where key = any (case when "${table}"."${key[0]}" = any ($3) then $4 else $2::text[] end)) as texts
     from {${table}} where (${key.join(", ")}) in (select * from unnest(${each.join(", ")}))`,
    [
      [...new Set([...columns, "title", "name", "repeat_rule", "completed_at"])],
      ...[added, DECIDING_OF_ADDED, ...keys],
    ],
  );
  return rows.map(({ texts }) => texts);
}

/** Lists or sections in the trash that tasks would return to, and that the undo does not restore. */
async function findDeleted(
  change: ChangeSet,
  table: "lists" | "sections",
  snapshots: readonly Snapshot[],
): Promise<LostPlace[]> {
  const column = table === "lists" ? "list_id" : "section_id";
  const tasks = returningTo(column, table, snapshots);
  if (tasks.length === 0) return [];
  const deleted = await change
    .rows(table)
    .whereRaw("id = any (?)", [tasks.map(({ placeId }) => placeId)])
    .whereNotNull("deleted_at")
    .select<{ id: number; name: string }[]>("id", "name");
  return deleted.flatMap(({ id, name }) =>
    tasks
      .filter(({ placeId }) => placeId === id)
      .map(({ taskId }) => ({ place: { table, id, name }, column, taskId })),
  );
}

/** An item cannot return to a task that is an item itself by now, or with a checklist of its own. */
async function findLostChecklists(
  change: ChangeSet,
  snapshots: readonly Snapshot[],
): Promise<LostPlace[]> {
  const items = returningTo("parent_id", "tasks", snapshots);
  if (items.length === 0) return [];
  const isRestored = new Set(snapshots.filter(({ table }) => table === "tasks").map(idOf));
  const rows = await change.read<{ id: number; parent_id: number; title: string; parent: string }>(
    `select tasks.id, tasks.parent_id, tasks.title, parents.title as parent
     from {tasks} join (select * from {tasks}) as parents on parents.id = tasks.parent_id
     where tasks.id = any ($2) or (tasks.parent_id = any ($3) and tasks.deleted_at is null)`,
    [items.map(({ placeId }) => placeId), items.map(({ taskId }) => taskId)],
  );
  return items.flatMap(({ taskId, placeId }): LostPlace[] => {
    const parent = rows.find(({ id }) => id === placeId);
    const child = rows.find((row) => row.parent_id === taskId && !isRestored.has(row.id));
    const lost = { table: "tasks", column: "parent_id", taskId } as const;
    if (parent) return [{ ...lost, place: { table: "tasks", id: placeId, name: parent.title } }];
    return child ? [{ ...lost, place: { table: "tasks", id: taskId, name: child.parent } }] : [];
  });
}

/** The tasks that return to a list, a section or a checklist that is not part of the change itself. */
function returningTo(
  column: PlaceColumn,
  table: OwnedTable,
  snapshots: readonly Snapshot[],
): { taskId: number; placeId: number }[] {
  const own = new Set(snapshots.filter((snapshot) => snapshot.table === table).map(idOf));
  return snapshots.flatMap((snapshot) => {
    const { before } = snapshot;
    const isReturning = snapshot.table === "tasks" && before !== null && before.deleted_at == null;
    const placeId = Number(before?.[column] ?? 0);
    return isReturning && placeId > 0 && !own.has(placeId)
      ? [{ taskId: idOf(snapshot), placeId }]
      : [];
  });
}

/** Whether one of the rows repeats, or did before or after the change. */
export function hasRepeat({ snapshots, current }: UndoState): boolean {
  return snapshots.some((snapshot) => {
    const now = current.get(rowName(snapshot.table, keyOf(snapshot)));
    return [snapshot.before, snapshot.after, now].some((row) => row?.repeat_rule != null);
  });
}
