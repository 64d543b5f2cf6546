/** How much one account can have. What is over it is refused within the change that would bring it there. */
import type { ChangeKind } from "./change_description.ts";
import type { UserRows } from "./change_set.ts";
import type { Counters } from "./counters.ts";
import { OWNED_TABLES, type OwnedTable } from "./owned_tables.ts";
import type { CollectedRows, UpdatedRow } from "./row_changes.ts";
import { type Problem, Refusal } from "./saved.ts";

/** As the host sets them. */
export interface Quotas {
  /** Completed ones, items of checklists and those in the trash included. */
  tasks: number;
  /** Of texts and history, as `stored_bytes.ts` counts them. */
  bytes: number;
}

export const DEFAULT_QUOTAS: Quotas = { tasks: 50_000, bytes: 100 * 2 ** 20 };

/** Without the deleted ones. */
export const ROWS_MOST = { lists: 1_000, sections: 5_000, tags: 5_000, searches: 100 };

const COUNTED = ["tasks", "lists", "sections", "tags", "searches"] as const;

/** What is counted, or measured, for an account. */
export type Measure = (typeof COUNTED)[number] | "bytes";

/** For what lets people go on, and for the history of changes that add no text: a tenth more. */
const LENIENCY = 1.1;

/** They free something: refusing them would leave no way out. None can be repeated without another kind. */
const FREEING: readonly ChangeKind[] = [
  "list.deleted",
  "list.archived",
  "section.deleted",
  "tag.deleted",
  "search.deleted",
];

/** They may add rows and texts, but nothing that the account did not have before. */
const LENIENT: readonly ChangeKind[] = ["task.completed", "undo"];

/** In bytes: the most that an account may have after a change. */
export interface BytesMost {
  /** If the change adds text. */
  growing: number;
  /** null: any size. */
  otherwise: number | null;
}

export function bytesMost(kind: ChangeKind, collected: CollectedRows, quotas: Quotas): BytesMost {
  const more = Math.floor(quotas.bytes * LENIENCY);
  if (isFreeing(kind, collected)) return { growing: more, otherwise: null };
  return { growing: LENIENT.includes(kind) ? more : quotas.bytes, otherwise: more };
}

function isFreeing(kind: ChangeKind, { copies, updated }: CollectedRows): boolean {
  if (kind === "task.completed") return copies === null;
  // Those of its tasks that repeat may be skipped instead, which can be done again and again.
  const isSkipping = ({ table, columns }: UpdatedRow) =>
    table === "tasks" && columns.deleted_at == null;
  if (kind === "task.deleted") return ![...updated].some(isSkipping);
  return FREEING.includes(kind);
}

interface CheckedChange {
  kind: ChangeKind;
  collected: CollectedRows;
  /** As they are after the change. */
  counters: Counters;
}

/**
 * Counts rows only for an account that has ever had more than it may have: its last id says so.
 * @param source reads the rows before the change.
 * @throws Refusal as `full` if the change would make too many rows.
 */
export async function checkRows(
  source: UserRows,
  { kind, collected, counters }: CheckedChange,
  quotas: Quotas,
): Promise<void> {
  const added = addedRows(collected);
  for (const table of COUNTED) {
    const most = table === "tasks" ? quotas.tasks : ROWS_MOST[table];
    if (added[table] <= 0 || counters[OWNED_TABLES[table].counter] <= most) continue;
    const counted = table === "tasks" ? "" : " where deleted_at is null";
    const [row] = await source.read<{ count: number }>(
      `select count(*)::int as count from {${table}}${counted}`,
      [],
    );
    const used = row?.count ?? 0;
    const allowed = LENIENT.includes(kind) ? Math.floor(most * LENIENCY) : most;
    if (used + added[table] > allowed) throw new Refusal(full({ measure: table, used, most }));
  }
}

/** The problem of an account that has no room for a change. */
export function full(quota: NonNullable<Problem["quota"]>): Problem {
  return { field: null, code: "full", quota };
}

/** How many rows a change adds. A list, section, tag or search that it deletes makes no room for another one. */
function addedRows({ inserted, copies, updated, removed }: CollectedRows) {
  const added = { tasks: 0, lists: 0, sections: 0, tags: 0, searches: 0 };
  for (const { table, row } of inserted) {
    if (isCounted(table) && (table === "tasks" || row.deleted_at == null)) added[table] += 1;
  }
  for (const { items } of copies?.tasks ?? []) added.tasks += 1 + items;
  for (const { table } of removed) if (table === "tasks") added.tasks -= 1;
  for (const { table, columns } of updated) {
    const isRestored = columns.deleted_at === null && table !== "tasks";
    if (isRestored && isCounted(table)) added[table] += 1;
  }
  return added;
}

function isCounted(table: OwnedTable): table is (typeof COUNTED)[number] {
  return (COUNTED as readonly OwnedTable[]).includes(table);
}
