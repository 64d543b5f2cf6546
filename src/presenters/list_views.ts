/** The views of tasks (Today, a list, a tag and the others), found by the address of their page. */
import { addDays } from "../dates/calendar.ts";
import type { UserScope } from "../db/scope.ts";
import { orBadRequest } from "../errors.ts";
import { typed } from "../forms/fields.ts";
import { type ListOptions, parametersOf, parseListOptions } from "../forms/list_controls.ts";
import { parsePositiveInteger } from "../forms/numbers.ts";
import { findList, type List } from "../models/lists.ts";
import { findTag } from "../models/tags.ts";
import type { Sort, Status, TaskSource } from "../models/task_filters.ts";
import type { ViewQuery } from "../models/task_queries.ts";
import { paths } from "../paths.ts";

export type ListViewKind =
  | "today"
  | "upcoming"
  | "inbox"
  | "someday"
  | "completed"
  | "all"
  | "list"
  | "tag";

/** What a page lists, and the defaults of a task that is added there. */
export interface ListView {
  kind: ListViewKind;
  heading: string;
  /** Without the query. */
  path: string;
  options: ListOptions;
  query: ViewQuery;
  /** null but on a list's own page. */
  list: List | null;
  tag: string | null;
  dueOn: string | null;
}

interface ViewDefinition {
  kind: ListViewKind;
  heading: string;
  source: TaskSource;
  list?: List;
  tag?: string;
}

/**
 * The view at an address with its filters: for the page itself, for returning to it, and for "all tasks"
 * of it.
 * @returns null for a list or tag that does not exist, and for the address of any other page.
 * @throws BadRequest for an invalid filter.
 */
export async function findListView(scope: UserScope, address: string): Promise<ListView | null> {
  const { pathname, searchParams } = parseAddress(address);
  const path = pathname.replace(/(?<=.)\/$/, "");
  const found = await findKind(scope, path);
  if (found === null) return null;
  const options = orBadRequest(parseListOptions(parametersOf(searchParams)));
  const { kind, heading, list = null, tag = null } = found;
  return {
    kind,
    heading,
    // In the tag's own spelling, as the navigation has it.
    path: tag === null ? path : paths.tag(tag),
    options,
    query: await toQuery(scope, found, options),
    list,
    tag,
    dueOn: kind === "today" ? scope.today : kind === "upcoming" ? addDays(scope.today, 1) : null,
  };
}

/** Parses a path of this app, with its query. */
export function parseAddress(address: string): URL {
  return new URL(address, "http://app.invalid");
}

/** The status that a view shows by default. */
export function ownStatus(kind: ListViewKind): Status {
  return kind === "all" ? "all" : "pending";
}

async function findKind(scope: UserScope, path: string): Promise<ViewDefinition | null> {
  switch (path) {
    case paths.dashboard: {
      const source = { kind: "due", from: null, to: scope.today } as const;
      return { kind: "today", heading: "Today", source };
    }
    case paths.upcoming: {
      const source = { kind: "due", from: addDays(scope.today, 1), to: null } as const;
      return { kind: "upcoming", heading: "Upcoming", source };
    }
    case paths.inbox:
      return { kind: "inbox", heading: "Inbox", source: { kind: "inbox" } };
    case paths.someday:
      return { kind: "someday", heading: "Someday", source: { kind: "someday" } };
    case paths.completed:
      return { kind: "completed", heading: "Completed", source: { kind: "all" } };
    case paths.tasks:
      return { kind: "all", heading: "All tasks", source: { kind: "all" } };
  }
  const [, folder, name = ""] = /^\/(lists|tags)\/([^/]+)$/.exec(path) ?? [];
  if (folder === "lists") return findOneList(scope, parsePositiveInteger(name));
  if (folder === "tags") return findOneTag(scope, decoded(name));
  return null;
}

async function findOneList(scope: UserScope, id: number | null): Promise<ViewDefinition | null> {
  const list = id === null ? null : await findList(scope, id);
  if (list === null) return null;
  return { kind: "list", heading: list.name, source: { kind: "list", listId: list.id }, list };
}

async function findOneTag(scope: UserScope, name: string | null): Promise<ViewDefinition | null> {
  const tag = name === null ? null : await findTag(scope, name);
  if (tag === null) return null;
  const source = { kind: "tag", tagId: tag.id } as const;
  return { kind: "tag", heading: `#${tag.name}`, source, tag: tag.name };
}

/** A decoded segment of a path; null where the encoding is invalid. */
function decoded(part: string): string | null {
  try {
    return typed(decodeURIComponent(part));
  } catch {
    return null;
  }
}

async function toQuery(
  scope: UserScope,
  { kind, source }: ViewDefinition,
  options: ListOptions,
): Promise<ListView["query"]> {
  const status = kind === "completed" ? "completed" : (options.status ?? ownStatus(kind));
  const { section } = options;
  return {
    source: source.kind === "list" && section !== null ? { ...source, section } : source,
    status,
    sort: options.sort ?? ownSort(kind, status),
    // No tag has the id 0: an unknown tag matches nothing.
    ...(options.tag === null ? {} : { tagId: (await findTag(scope, options.tag))?.id ?? 0 }),
    ...(options.priority === null ? {} : { priority: options.priority }),
    ...(kind === "today" ? { startedBy: scope.today } : {}),
  };
}

/** The order of a view by default. */
function ownSort(kind: ListViewKind, status: Status): Sort {
  if (kind === "today" || kind === "upcoming") return "due";
  if (status === "completed") return "completed";
  if (kind === "inbox" || kind === "list") return "manual";
  return kind === "tag" ? "due" : "created";
}
