/** Lists of tasks: created, updated, archived, deleted. */
import type { Row } from "../db/connection.ts";
import type { Requested } from "../db/journal.ts";
import { found, mapSaved, type Refused, type Saved } from "../db/saved.ts";
import type { UserScope } from "../db/scope.ts";

export const COLOURS = ["moss", "clay", "sea", "sky", "rose", "sand"] as const;
export type Colour = (typeof COLOURS)[number];

/** Lists that are created one after the other differ in colour. @param count of the lists so far. */
export function nextColour(count: number): Colour {
  return COLOURS[count % COLOURS.length] ?? COLOURS[0];
}

export interface List {
  id: number;
  name: string;
  colour: Colour;
  position: string;
  archivedAt: Date | null;
  version: number;
}

const SELECT_LISTS = `select id, name, colour, position, archived_at as "archivedAt", version from {lists}`;

interface ListRow extends Row {
  id: number;
  name: string;
  archived_at: Date | null;
}

/** A field that is left out stays as it is. */
export interface ListChanges {
  name?: string;
  colour?: Colour;
  archived?: boolean;
}

/** In the user's order. @param options.archived includes the archived ones. */
export async function listLists(
  scope: UserScope,
  options: { archived: boolean } = { archived: false },
): Promise<List[]> {
  return scope.read<List & Row>(
    `${SELECT_LISTS} where deleted_at is null and ($2::boolean or archived_at is null)
     order by position, id`,
    [options.archived],
  );
}

export async function findList(scope: UserScope, id: number): Promise<List | null> {
  return findBy(scope, `${SELECT_LISTS} where id = $2 and deleted_at is null`, id);
}

export async function createList(
  scope: UserScope,
  { name, colour }: { name: string; colour: Colour },
  requested: Requested = {},
): Promise<Saved<List>> {
  const saved = await scope.change(async (change) => {
    const { id } = change.insert("lists", { name, colour });
    return { kind: "list.created", params: { id, title: name } };
  }, requested);
  if (!saved.ok) return withOwnerOfName(scope, saved, name);
  return mapSaved(saved, ({ id }) => findAnyList(scope, id));
}

/** Renames, recolours, archives or unarchives a list. */
export async function updateList(
  scope: UserScope,
  id: number,
  { archived, ...values }: ListChanges,
  requested: Requested = {},
): Promise<Saved<List>> {
  const saved = await scope.change(async (change) => {
    const row = found(await change.loadOne<ListRow>("lists", id));
    const isArchiving = archived !== undefined && archived !== (row.archived_at !== null);
    const archiving = isArchiving && { archived_at: archived ? change.now : null };
    change.updateDiffering("lists", [row], { ...values, ...archiving });
    const params = { id, title: values.name ?? row.name };
    if (!isArchiving) return { kind: "list.changed", params };
    return { kind: archived ? "list.archived" : "list.unarchived", params };
  }, requested);
  if (!saved.ok && values.name !== undefined) return withOwnerOfName(scope, saved, values.name);
  return mapSaved(saved, () => findAnyList(scope, id));
}

/**
 * Deletes a list and moves its tasks to the trash; the items of their checklists stay on them.
 * @returns its name, and the number of tasks.
 */
export async function deleteList(
  scope: UserScope,
  id: number,
  requested: Requested = {},
): Promise<Saved<{ name: string; tasks: number }>> {
  const saved = await scope.change(async (change) => {
    const row = found(await change.loadOne<ListRow>("lists", id));
    const tasks = await change.read(
      "select id from {tasks} where list_id = $2 and deleted_at is null",
      [id],
    );
    change.update("lists", [row], { deleted_at: change.now });
    change.update("tasks", tasks, { deleted_at: change.now });
    return { kind: "list.deleted", params: { id, title: row.name, tasks: tasks.length } };
  }, requested);
  return mapSaved(saved, ({ title, tasks }) => ({ name: title, tasks }));
}

/** A taken name is refused with what has it: a person does not see an archived list. */
async function withOwnerOfName(scope: UserScope, refused: Refused, name: string): Promise<Refused> {
  if (refused.problems[0].code !== "taken") return refused;
  const archived = await scope.read(
    `select 1 from {lists} where name_key(name) = name_key($2::text)
       and deleted_at is null and archived_at is not null`,
    [name],
  );
  if (archived.length === 0) return refused;
  return { ok: false, problems: [{ field: "name", code: "taken_by_archived" }] };
}

/** Deleted or not. */
async function findAnyList(scope: UserScope, id: number): Promise<List | null> {
  return findBy(scope, `${SELECT_LISTS} where id = $2`, id);
}

async function findBy(scope: UserScope, text: string, id: number): Promise<List | null> {
  const [list] = await scope.read<List & Row>(text, [id]);
  return list ?? null;
}

/** A list with its sections: the choices of where a task can be. */
export interface ListOutline {
  id: number;
  name: string;
  colour: string;
  archived: boolean;
  sections: { id: number; name: string }[];
}

/** All lists and sections in the user's order. */
export async function listOutline(scope: UserScope): Promise<ListOutline[]> {
  return scope.read<ListOutline & Row>(
    `select lists.id, lists.name, lists.colour, lists.archived_at is not null as archived,
       coalesce(json_agg(json_build_object('id', sections.id, 'name', sections.name)
         order by sections.position, sections.id) filter (where sections.id is not null), '[]') as sections
     from {lists}
     left join {sections} on sections.list_id = lists.id and sections.deleted_at is null
     where lists.deleted_at is null
     group by lists.id, lists.name, lists.colour, lists.archived_at, lists.position
     order by lists.position, lists.id`,
    [],
  );
}
