/**
 * The sections of lists: created, renamed, deleted. Their names are compared by `name_key` like those of
 * lists, but are not unique in the database: earlier versions took equal ones, which stay until they are
 * renamed.
 */
import type { ChangeSet } from "../db/change_set.ts";
import type { Row } from "../db/connection.ts";
import type { Requested } from "../db/journal.ts";
import { found, mapSaved, Refusal, type Saved } from "../db/saved.ts";
import type { UserScope } from "../db/scope.ts";

export interface Section {
  id: number;
  listId: number;
  name: string;
  position: string;
  version: number;
}

const SELECT_SECTIONS = `select id, list_id as "listId", name, position, version from {sections}`;

type SectionRow = Row & Pick<Section, "id" | "name"> & { list_id: number };

/** The sections of a list, in the user's order. */
export async function listSections(scope: UserScope, listId: number): Promise<Section[]> {
  return scope.read<Section & Row>(
    `${SELECT_SECTIONS} where list_id = $2 and deleted_at is null order by position, id`,
    [listId],
  );
}

export async function findSection(scope: UserScope, id: number): Promise<Section | null> {
  return findBy(scope, `${SELECT_SECTIONS} where id = $2 and deleted_at is null`, id);
}

export async function createSection(
  scope: UserScope,
  { listId, name }: { listId: number; name: string },
  requested: Requested = {},
): Promise<Saved<Section>> {
  const saved = await scope.change(async (change) => {
    found(await change.loadOne("lists", listId));
    await checkName(change, name, { list_id: listId });
    const { id } = change.insert("sections", { list_id: listId, name });
    return { kind: "section.created", params: { id, title: name } };
  }, requested);
  return mapSaved(saved, ({ id }) => findAnySection(scope, id));
}

export async function updateSection(
  scope: UserScope,
  id: number,
  { name }: { name: string },
  requested: Requested = {},
): Promise<Saved<Section>> {
  const saved = await scope.change(async (change) => {
    const row = found(await change.loadOne<SectionRow>("sections", id));
    if (name !== row.name) await checkName(change, name, row);
    change.updateDiffering("sections", [row], { name });
    return { kind: "section.changed", params: { id, title: name } };
  }, requested);
  return mapSaved(saved, () => findAnySection(scope, id));
}

/**
 * Deletes a section; its tasks stay in the list.
 * @param id null: the section is not there any more. Only a repeat of the same request succeeds then.
 */
export async function deleteSection(
  scope: UserScope,
  id: number | null,
  requested: Requested = {},
): Promise<Saved<Section>> {
  const saved = await scope.change(async (change) => {
    const row = found(await change.loadOne<SectionRow>("sections", id));
    const tasks = await change.read("select id from {tasks} where section_id = $2", [row.id]);
    change.update("sections", [row], { deleted_at: change.now });
    change.update("tasks", tasks, { section_id: null });
    return { kind: "section.deleted", params: { id: row.id, title: row.name } };
  }, requested);
  return mapSaved(saved, ({ id: own }) => findAnySection(scope, own));
}

/** @throws Refusal if another section of the list has the name. */
async function checkName(
  change: ChangeSet,
  name: string,
  { list_id: listId, id = null }: { list_id: number; id?: number | null },
): Promise<void> {
  const taken = await change.read(
    `select 1 from {sections} where list_id = $2 and deleted_at is null
       and name_key(name) = name_key($3::text) and id is distinct from $4::integer limit 1`,
    [listId, name, id],
  );
  if (taken.length > 0) throw new Refusal({ field: "name", code: "taken_in_list" });
}

/** Deleted or not. */
async function findAnySection(scope: UserScope, id: number): Promise<Section | null> {
  return findBy(scope, `${SELECT_SECTIONS} where id = $2`, id);
}

async function findBy(scope: UserScope, text: string, id: number): Promise<Section | null> {
  const [section] = await scope.read<Section & Row>(text, [id]);
  return section ?? null;
}
