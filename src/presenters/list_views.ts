/** The views of tasks (Today, a list, a tag and the others), found by the address of their page. */
import { addDays } from "../dates/calendar.ts";
import type { UserScope } from "../db/scope.ts";
import { found, orBadRequest } from "../errors.ts";
import { typed } from "../forms/fields.ts";
import { type ListOptions, parametersOf, parseListOptions } from "../forms/list_controls.ts";
import { parsePositiveInteger } from "../forms/numbers.ts";
import { type ListOutline, listOutline } from "../models/lists.ts";
import { narrowedBy, type ReadQuery, readQuery } from "../models/search_query.ts";
import { findSearch, type Search } from "../models/searches.ts";
import { findTag } from "../models/tags.ts";
import type { Sort, Status, TaskSource } from "../models/task_filters.ts";
import type { ViewQuery } from "../models/task_queries.ts";
import { paths } from "../paths.ts";
import { hasWords, statusOf } from "../search/states.ts";
import { calendarPlace } from "./calendar_place.ts";

export type ListViewKind =
  | "today"
  | "upcoming"
  | "inbox"
  | "someday"
  | "completed"
  | "all"
  | "list"
  | "tag"
  | "search"
  /** A saved search. */
  | "saved"
  | "day"
  | "week";

/** What the address of a view says by itself: enough to read its tasks. */
export interface ListTarget {
  kind: ListViewKind;
  /** Without the query. */
  path: string;
  options: ListOptions;
  query: ViewQuery;
  /** What the query says that narrows it; null: none does. */
  search: ReadQuery | null;
  /** null but on the page of a saved search. */
  saved: SavedSearch | null;
  /** The day that a task is due which is added there. */
  dueOn: string | null;
}

interface SavedSearch {
  search: Search;
  read: ReadQuery;
}

/** A target that exists. */
export interface ListView extends ListTarget, Named {}

interface Named {
  heading: string;
  /** In the spelling of the navigation. */
  path: string;
  /** null but on a list's own page. */
  list: ListOutline | null;
  /** null but on a tag's own page. */
  tag: string | null;
}

/** A path of a view; there may be no such list or tag. */
interface Place {
  kind: ListViewKind;
  path: string;
  /** "" for a list or tag: its name is not known yet. */
  heading: string;
  source: TaskSource;
  searchId?: number;
}

/**
 * The view at an address with its filters: for the page itself, for returning to it, and for "all tasks"
 * of it.
 * @returns null for a list or tag that does not exist, and for the address of any other page.
 * @throws BadRequest for an invalid filter.
 */
export async function findListView(scope: UserScope, address: string): Promise<ListView | null> {
  const place = placeAt(scope, address);
  const named = place === null ? null : await findNamed(scope, place);
  return place && named && { ...(await toTarget(scope, place, address)), ...named };
}

/**
 * The same without looking whether there is such a list or tag.
 * @throws NotFound for the address of any other page, and BadRequest for an invalid filter.
 */
export async function listTargetAt(scope: UserScope, address: string): Promise<ListTarget> {
  return toTarget(scope, found(placeAt(scope, address)), address);
}

/** Parses a path of this app, with its query. */
export function parseAddress(address: string): URL {
  return new URL(address, "http://app.invalid");
}

/** The status that a view shows by default. */
export function ownStatus(kind: ListViewKind): Status {
  return ["all", "search", "saved"].includes(kind) ? "all" : "pending";
}

/** Whether the rows are in the order by hand, so that they can be moved. */
export function isByHand({ kind, query }: ListTarget): boolean {
  const isOneList = kind === "inbox" || kind === "list";
  return isOneList && query.sort === "manual" && query.status === "pending";
}

function placeAt(scope: UserScope, address: string): Place | null {
  const path = parseAddress(address).pathname.replace(/(?<=.)\/$/, "");
  switch (path) {
    case paths.calendar:
      return calendarPlace(scope, parseAddress(address));
    case paths.dashboard: {
      const source = { kind: "due", from: null, to: scope.today } as const;
      return { kind: "today", path, heading: "Today", source };
    }
    case paths.upcoming: {
      const source = { kind: "due", from: addDays(scope.today, 1), to: null } as const;
      return { kind: "upcoming", path, heading: "Upcoming", source };
    }
    case paths.inbox:
      return { kind: "inbox", path, heading: "Inbox", source: { kind: "inbox" } };
    case paths.someday:
      return { kind: "someday", path, heading: "Someday", source: { kind: "someday" } };
    case paths.completed:
      return {
        kind: "completed",
        path,
        heading: "Completed",
        source: { kind: "all", archived: true },
      };
    case paths.search:
      return { kind: "search", path, heading: "Find", source: { kind: "search" } };
    case paths.tasks:
      return { kind: "all", path, heading: "All tasks", source: { kind: "all" } };
  }
  const [, folder, name = ""] = /^\/(lists|tags|searches)\/([^/]+)$/.exec(path) ?? [];
  const id = folder === "tags" ? null : parsePositiveInteger(name);
  if (folder === "lists" && id !== null) {
    return { kind: "list", path, heading: "", source: { kind: "list", listId: id } };
  }
  if (folder === "searches" && id !== null) {
    return { kind: "saved", path, heading: "", source: { kind: "search" }, searchId: id };
  }
  const tag = folder === "tags" ? decoded(name) : null;
  return tag === null ? null : { kind: "tag", path, heading: "", source: { kind: "tag", tag } };
}

/** null: there is no such list or tag. */
async function findNamed(
  scope: UserScope,
  { path, heading, source, searchId }: Place,
): Promise<Named | null> {
  if (searchId !== undefined) {
    const search = await findSearch(scope, searchId);
    return search && { heading: search.name, path, list: null, tag: null };
  }
  if (source.kind === "list") {
    const list = (await listOutline(scope)).find(({ id }) => id === source.listId);
    return list ? { heading: list.name, path, list, tag: null } : null;
  }
  if (source.kind === "tag") {
    const tag = await findTag(scope, source.tag);
    return tag && { heading: `#${tag.name}`, path: paths.tag(tag.name), list: null, tag: tag.name };
  }
  return { heading, path, list: null, tag: null };
}

/** A decoded segment of a path; null where the encoding is invalid. */
function decoded(part: string): string | null {
  try {
    return typed(decodeURIComponent(part));
  } catch {
    return null;
  }
}

async function toTarget(
  scope: UserScope,
  { kind, path, source, searchId }: Place,
  address: string,
): Promise<ListTarget> {
  const { searchParams } = parseAddress(address);
  const options = orBadRequest(parseListOptions(parametersOf(searchParams)));
  const status = kind === "completed" ? "completed" : (options.status ?? ownStatus(kind));
  const { tag, priority, q } = options;
  const [search, saved] = await Promise.all([
    q === null ? null : readQuery(scope, q),
    searchId === undefined ? null : readSaved(scope, searchId),
  ]);
  const asked = saved === null ? search : narrowedBy(saved.read, search);
  const sort = options.sort ?? asked?.sort ?? null;
  const query = {
    source: narrowed(source, options),
    status,
    sort: sort ?? (source.kind === "search" ? searchSort(asked) : ownSort(kind, status)),
    ...(asked === null ? {} : { where: asked.where }),
    ...(tag === null ? {} : { tag }),
    ...(priority === null ? {} : { priority }),
    ...(kind === "today" ? { startedBy: scope.today } : {}),
  };
  const dueOn = dayToAdd(scope, { kind, source });
  return { kind, path, options, query, search, saved, dueOn };
}

/** @throws NotFound */
async function readSaved(scope: UserScope, id: number): Promise<SavedSearch> {
  const search = found(await findSearch(scope, id));
  return { search, read: await readQuery(scope, search.query) };
}

/** The day of a task that is added to a view. */
function dayToAdd({ today }: UserScope, { kind, source }: Pick<Place, "kind" | "source">) {
  if (kind === "day" && source.kind === "due") return source.from;
  if (kind === "today") return today;
  return kind === "upcoming" ? addDays(today, 1) : null;
}

function narrowed(source: TaskSource, { section, archived }: ListOptions): TaskSource {
  if (source.kind === "list" && section !== null) return { ...source, section };
  return source.kind === "all" && archived ? { ...source, archived } : source;
}

/** What was found by words comes in the order of how well it matches, what is done with the last first. */
function searchSort(search: ReadQuery | null): Sort {
  if (search === null) return "due";
  const { condition } = search.where;
  if (hasWords(condition)) return "rank";
  return statusOf(condition) === "completed" ? "completed" : "due";
}

/** The order of a view by default. */
export function ownSort(kind: ListViewKind, status: Status): Sort {
  if (["today", "upcoming", "day", "week"].includes(kind)) return "due";
  if (status === "completed") return "completed";
  if (kind === "inbox" || kind === "list") return "manual";
  return kind === "tag" ? "due" : "created";
}
