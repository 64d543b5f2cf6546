/** The sections that a list is divided into. */
import type { Row } from "../db/connection.ts";
import type { Requested } from "../db/journal.ts";
import { found, type Saved } from "../db/saved.ts";
import type { UserScope } from "../db/scope.ts";

export interface Section {
  id: number;
  listId: number;
  name: string;
  position: string;
  version: number;
}

interface SectionRow extends Row {
  id: number;
  list_id: number;
  name: string;
  position: string;
  version: number;
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

export async function createSection(
  scope: UserScope,
  { listId, name }: { listId: number; name: string },
  requested: Requested = {},
): Promise<Saved<Section>> {
  const saved = await scope.change(async (change) => {
    found(await change.rows("lists").where({ id: listId, deleted_at: null }).first("id"));
    const { id } = await change.insert<SectionRow>("sections", { list_id: listId, name });
    return { kind: "section.created", params: { id, title: name } };
  }, requested);
  return saved.ok ? { ...saved, value: await getSection(scope, saved.value.id) } : saved;
}

export async function updateSection(
  scope: UserScope,
  id: number,
  { name }: { name: string },
  requested: Requested = {},
): Promise<Saved<Section>> {
  const saved = await scope.change(async (change) => {
    const row = found(await change.loadOne<SectionRow>("sections", id));
    if (row.name !== name) await change.update("sections", [row], { name });
    return { kind: "section.changed", params: { id, title: name } };
  }, requested);
  return saved.ok ? { ...saved, value: await getSection(scope, id) } : saved;
}

/**
 * Deletes a section; its tasks stay in the list, outside of any section.
 * @param id null: there is no such section by now. A request that deleted it is answered even so.
 */
export async function deleteSection(
  scope: UserScope,
  id: number | null,
  requested: Requested = {},
): Promise<Saved<Section>> {
  const saved = await scope.change(async (change) => {
    const row = found(await change.loadOne<SectionRow>("sections", id));
    await change.update("sections", [row], { deleted_at: change.now });
    await change.update("tasks", (rows) => void rows.where({ section_id: row.id }), {
      section_id: null,
    });
    return { kind: "section.deleted", params: { id: row.id, title: row.name } };
  }, requested);
  return saved.ok ? { ...saved, value: await getSection(scope, saved.value.id) } : saved;
}

/** One that is there, perhaps in the trash. */
async function getSection(scope: UserScope, id: number): Promise<Section> {
  const row = await scope.rows("sections").where({ id }).first<SectionRow>("*");
  if (row === undefined) throw new Error(`Section ${id} is gone for good`);
  return toSection(row);
}

function toSection(row: SectionRow): Section {
  const { id, list_id: listId, name, position, version } = row;
  return { id, listId, name, position, version };
}
