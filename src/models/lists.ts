/** Lists and the sections in them. */
import type { Knex } from "knex";
import type { ChangeSet } from "../db/change_set.ts";
import type { Row } from "../db/connection.ts";
import { violates } from "../db/database_errors.ts";
import type { Columns } from "../db/owned_tables.ts";
import type { UserScope } from "../db/scope.ts";

export const COLOURS = ["moss", "clay", "sea", "sky", "rose", "sand"] as const;
export type Colour = (typeof COLOURS)[number];

export interface List {
  id: number;
  name: string;
  colour: Colour;
  position: string;
  archivedAt: Date | null;
  version: number;
}

export interface Section {
  id: number;
  listId: number;
  name: string;
  position: string;
  version: number;
}

export type SaveOutcome<T> =
  | { outcome: "saved"; value: T; changeId: number | null }
  /** Another one has that name. */
  | { outcome: "taken" }
  | { outcome: "missing" };

interface ListRow extends Row {
  id: number;
  name: string;
  colour: Colour;
  position: string;
  archived_at: Date | null;
  version: number;
}

interface SectionRow extends Row {
  id: number;
  list_id: number;
  name: string;
  position: string;
  version: number;
}

/** In the order by hand; archived ones are left out unless asked for. */
export async function listLists(
  scope: UserScope,
  options: { archived: boolean } = { archived: false },
): Promise<List[]> {
  const rows = await scope
    .rows("lists")
    .whereNull("deleted_at")
    .modify((query) => void (options.archived || query.whereNull("archived_at")))
    .orderBy(["position", "id"])
    .select<ListRow[]>("*");
  return rows.map(toList);
}

export async function findList(scope: UserScope, id: number): Promise<List | null> {
  const row = await scope.rows("lists").where({ id }).whereNull("deleted_at").first<ListRow>("*");
  return row === undefined ? null : toList(row);
}

export async function createList(
  scope: UserScope,
  { name, colour }: { name: string; colour: Colour },
  now: Date,
): Promise<SaveOutcome<List>> {
  return saving(async () => {
    const { result, changeId } = await scope.change(now, (change) => {
      change.tell("Made the list", name);
      return change.insert<ListRow>("lists", { name, colour });
    });
    return { outcome: "saved", value: toList(result), changeId };
  });
}

/** Renames, recolours, archives or brings back. */
export async function updateList(
  scope: UserScope,
  id: number,
  changes: { name?: string; colour?: Colour; archived?: boolean; position?: string },
  now: Date,
): Promise<SaveOutcome<List>> {
  const { archived, ...values } = changes;
  const archive = archived === undefined ? {} : { archived_at: archived ? now : null };
  const verbs = { true: "Archived the list", false: "Brought back the list" };
  return saving(async () => {
    const { result: row, changeId } = await scope.change(now, async (change) => {
      const list = await updateKept<ListRow>(change, "lists", id, { ...values, ...archive });
      const verb = archived === undefined ? "Changed the list" : verbs[`${archived}`];
      change.tell(verb, list?.name ?? null);
      return list;
    });
    if (row === undefined) return { outcome: "missing" };
    return { outcome: "saved", value: toList(row), changeId };
  });
}

/**
 * Deletes a list; its tasks go to the trash with it, and their checklists are on them as ever. One
 * undo brings all of it back.
 * @returns how many tasks went; null: no such list.
 */
export async function deleteList(
  scope: UserScope,
  id: number,
  now: Date,
): Promise<{ list: List; tasks: number; changeId: number | null } | null> {
  const { result, changeId } = await scope.change(now, async (change) => {
    const [row] = await change.update<ListRow>(
      "lists",
      (rows) => void rows.where({ id, deleted_at: null }),
      { deleted_at: now },
    );
    if (row === undefined) return null;
    const gone = await change.update<Row>(
      "tasks",
      (rows) => void rows.where({ list_id: id, deleted_at: null }),
      { deleted_at: now },
    );
    change.tell("Deleted the list", row.name);
    return { list: toList(row), tasks: gone.length };
  });
  return result === null ? null : { ...result, changeId };
}

export async function listSections(scope: UserScope, listId: number): Promise<Section[]> {
  const rows = await scope
    .rows("sections")
    .where({ list_id: listId })
    .whereNull("deleted_at")
    .orderBy(["position", "id"])
    .select<SectionRow[]>("*");
  return rows.map(toSection);
}

export async function findSection(scope: UserScope, id: number): Promise<Section | null> {
  const row = await scope
    .rows("sections")
    .where({ id })
    .whereNull("deleted_at")
    .first<SectionRow>("*");
  return row === undefined ? null : toSection(row);
}

/** null: no such list. */
export async function createSection(
  scope: UserScope,
  listId: number,
  name: string,
  now: Date,
): Promise<{ section: Section; changeId: number | null } | null> {
  const { result, changeId } = await scope.change(now, async (change) => {
    change.tell("Made the section", name);
    const list = await change.rows("lists").where({ id: listId, deleted_at: null }).first("id");
    if (list === undefined) return null;
    return change.insert<SectionRow>("sections", { list_id: listId, name });
  });
  return result === null ? null : { section: toSection(result), changeId };
}

/** Renames or moves a section. null: no such section. */
export async function updateSection(
  scope: UserScope,
  id: number,
  changes: { name?: string; position?: string },
  now: Date,
): Promise<{ section: Section; changeId: number | null } | null> {
  const { result: row, changeId } = await scope.change(now, async (change) => {
    const section = await updateKept<SectionRow>(change, "sections", id, changes);
    change.tell("Changed the section", section?.name ?? null);
    return section;
  });
  return row === undefined ? null : { section: toSection(row), changeId };
}

/** Deletes a section; its tasks stay in the list, outside of any section. */
export async function deleteSection(
  scope: UserScope,
  id: number,
  now: Date,
): Promise<{ section: Section; changeId: number | null } | null> {
  const { result, changeId } = await scope.change(now, async (change) => {
    const [row] = await change.update<SectionRow>(
      "sections",
      (rows) => void rows.where({ id, deleted_at: null }),
      { deleted_at: now },
    );
    if (row === undefined) return null;
    await change.update("tasks", (rows) => void rows.where({ section_id: id }), {
      section_id: null,
    });
    change.tell("Deleted the section", row.name);
    return row;
  });
  return result === null ? null : { section: toSection(result), changeId };
}

/** @returns the row as it is then; nothing is written when it is so already. */
async function updateKept<R extends Row>(
  change: ChangeSet,
  table: "lists" | "sections",
  id: number,
  changes: Columns,
): Promise<R | undefined> {
  const kept = (rows: Knex.QueryBuilder) => void rows.where({ id, deleted_at: null });
  const row = await change.rows(table).modify(kept).forUpdate().first<R>("*");
  if (row === undefined || isSame(row, changes)) return row;
  const [updated] = await change.update<R>(table, kept, changes);
  return updated;
}

function isSame(row: Row, changes: Columns): boolean {
  return Object.entries(changes).every(([column, value]) => row[column] === value);
}

async function saving<T>(work: () => Promise<SaveOutcome<T>>): Promise<SaveOutcome<T>> {
  try {
    return await work();
  } catch (error) {
    if (violates(error, "lists_name")) return { outcome: "taken" };
    throw error;
  }
}

function toList(row: ListRow): List {
  const { id, name, colour, position, archived_at: archivedAt, version } = row;
  return { id, name, colour, position, archivedAt, version };
}

function toSection(row: SectionRow): Section {
  const { id, list_id: listId, name, position, version } = row;
  return { id, listId, name, position, version };
}

/** A list with its sections, by name: what a task can be put into. */
export interface ListOutline {
  id: number;
  name: string;
  archived: boolean;
  sections: { id: number; name: string }[];
}

/** All lists and sections in the order by hand, in one statement. */
export async function listOutline(scope: UserScope): Promise<ListOutline[]> {
  return scope.read<ListOutline & Row>(
    "outline",
    `select lists.id, lists.name, lists.archived_at is not null as archived,
       coalesce(json_agg(json_build_object('id', sections.id, 'name', sections.name)
         order by sections.position, sections.id) filter (where sections.id is not null), '[]') as sections
     from {lists}
     left join {sections} on sections.list_id = lists.id and sections.deleted_at is null
     where lists.deleted_at is null
     group by lists.id, lists.name, lists.archived_at, lists.position
     order by lists.position, lists.id`,
    [],
  );
}
