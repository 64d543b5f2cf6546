/** Saved searches: a query under a name, in the user's own order. */
import type { Row } from "../db/connection.ts";
import type { Requested } from "../db/journal.ts";
import { found, mapSaved, Refusal, type Saved } from "../db/saved.ts";
import type { UserScope } from "../db/scope.ts";

/** In characters. */
export const SEARCH_NAME_MAX = 100;

export interface Search {
  id: number;
  name: string;
  /** As it was typed; what it means depends on the day, the lists and the tags. */
  query: string;
  position: string;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

interface SearchRow extends Row {
  id: number;
  name: string;
  version: number;
}

/** A field that is left out stays as it is. */
export interface SearchChanges {
  name?: string;
  query?: string;
}

/** The request, with the version of the search that it is based on. */
interface ExpectedVersion extends Requested {
  /** Any other current version is refused: the field "version" is stale. */
  version?: number | null;
  /** A condition on the version; if it fails, the row is stale. */
  matches?: ((version: number) => boolean) | null;
}

const SELECT_SEARCHES = `select id, name, query, position, version,
  created_at as "createdAt", updated_at as "updatedAt" from {searches}`;

/** In the user's order. */
export async function listSearches(scope: UserScope): Promise<Search[]> {
  return scope.read<Search & Row>(
    `${SELECT_SEARCHES} where deleted_at is null order by position, id`,
    [],
  );
}

export async function findSearch(scope: UserScope, id: number): Promise<Search | null> {
  return findBy(scope, `${SELECT_SEARCHES} where id = $2 and deleted_at is null`, id);
}

export async function createSearch(
  scope: UserScope,
  { name, query }: { name: string; query: string },
  requested: Requested = {},
): Promise<Saved<Search>> {
  const saved = await scope.change(async (change) => {
    const { id } = change.insert("searches", { name, query });
    return { kind: "search.created", params: { id, title: name } };
  }, requested);
  return mapSaved(saved, ({ id }) => findAnySearch(scope, id));
}

export async function updateSearch(
  scope: UserScope,
  id: number,
  values: SearchChanges,
  expected: ExpectedVersion = {},
): Promise<Saved<Search>> {
  const saved = await scope.change(async (change) => {
    const row = found(await change.loadOne<SearchRow>("searches", id));
    requireExpected(row, expected);
    change.updateDiffering("searches", [row], { ...values });
    return { kind: "search.changed", params: { id, title: values.name ?? row.name } };
  }, expected);
  return mapSaved(saved, () => findAnySearch(scope, id));
}

/** Deletes a search; the tasks that it finds stay as they are. @returns its name. */
export async function deleteSearch(
  scope: UserScope,
  id: number,
  expected: ExpectedVersion = {},
): Promise<Saved<{ name: string }>> {
  const saved = await scope.change(async (change) => {
    const row = found(await change.loadOne<SearchRow>("searches", id));
    requireExpected(row, expected);
    change.update("searches", [row], { deleted_at: change.now });
    return { kind: "search.deleted", params: { id, title: row.name } };
  }, expected);
  return mapSaved(saved, ({ title }) => ({ name: title }));
}

function requireExpected(
  row: SearchRow,
  { version = null, matches = null }: ExpectedVersion,
): void {
  if (matches !== null && !matches(row.version)) throw new Refusal({ field: null, code: "stale" });
  if (version !== null && row.version !== version) {
    throw new Refusal({ field: "version", code: "stale" });
  }
}

/** Deleted or not. */
async function findAnySearch(scope: UserScope, id: number): Promise<Search | null> {
  return findBy(scope, `${SELECT_SEARCHES} where id = $2`, id);
}

async function findBy(scope: UserScope, text: string, id: number): Promise<Search | null> {
  const [search] = await scope.read<Search & Row>(text, [id]);
  return search ?? null;
}
