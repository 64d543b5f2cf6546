/** The lists that a person can stand in: what each holds, from the address of its page. */
import type { Viewer } from "../auth/authenticator.ts";
import { todayOf } from "../controllers/pages.ts";
import { addDays } from "../dates/calendar.ts";
import { BadRequest } from "../errors.ts";
import { typed } from "../forms/fields.ts";
import { type ListTools, parametersOf, parseListTools } from "../forms/list_controls.ts";
import { parsePositiveInteger } from "../forms/numbers.ts";
import { findList, type List } from "../models/lists.ts";
import { findTag } from "../models/tags.ts";
import type { Sort, Status, Place as TaskPlace, TaskQuery } from "../models/task_queries.ts";
import { paths } from "../paths.ts";
import type { Services } from "../services.ts";

export type PlaceKind =
  | "today"
  | "upcoming"
  | "inbox"
  | "someday"
  | "completed"
  | "all"
  | "list"
  | "tag";

/** What a page lists, and what a line that is added there gets without saying so. */
export interface Place {
  kind: PlaceKind;
  heading: string;
  /** Without its filters. */
  path: string;
  tools: ListTools;
  query: Omit<TaskQuery, "limit" | "cursor">;
  /** Of a list's own page. */
  list: List | null;
  colour: string | null;
  listId: number | null;
  tag: string | null;
  dueOn: string | null;
}

interface Found {
  kind: PlaceKind;
  heading: string;
  place: TaskPlace;
  list?: List;
  tag?: string;
}

/**
 * Reads the address of a list's page, filters and all; the page itself, Undo's way back and "all that
 * match" read it alike.
 * @returns null where there is no such list, and for the address of any other page.
 * @throws BadRequest for a filter that is not one.
 */
export async function findPlace(
  context: Services,
  viewer: Viewer,
  address: string,
): Promise<Place | null> {
  const { pathname, searchParams } = new URL(address, "http://app.invalid");
  const today = todayOf(context, viewer.user);
  const path = pathname.replace(/(?<=.)\/$/, "");
  const found = await findKind(viewer, path, today);
  if (found === null) return null;
  const tools = parseListTools(parametersOf(searchParams));
  if (typeof tools === "string") throw new BadRequest(tools);
  const { kind, heading, list = null, tag = null } = found;
  return {
    kind,
    heading,
    // As the navigation writes it, however it was typed.
    path: tag === null ? path : paths.tag(tag),
    tools,
    query: await toQuery(viewer, found, tools, today),
    list,
    colour: list?.colour ?? null,
    listId: list?.id ?? null,
    tag,
    dueOn: kind === "today" ? today : kind === "upcoming" ? addDays(today, 1) : null,
  };
}

async function findKind(viewer: Viewer, path: string, today: string): Promise<Found | null> {
  switch (path) {
    case paths.dashboard:
      return { kind: "today", heading: "Today", place: { kind: "due", from: null, to: today } };
    case paths.upcoming: {
      const place = { kind: "due", from: addDays(today, 1), to: null } as const;
      return { kind: "upcoming", heading: "Upcoming", place };
    }
    case paths.inbox:
      return { kind: "inbox", heading: "Inbox", place: { kind: "inbox" } };
    case paths.someday:
      return { kind: "someday", heading: "Someday", place: { kind: "someday" } };
    case paths.completed:
      return { kind: "completed", heading: "Completed", place: { kind: "all" } };
    case paths.tasks:
      return { kind: "all", heading: "All tasks", place: { kind: "all" } };
  }
  const [, folder, name = ""] = /^\/(lists|tags)\/([^/]+)$/.exec(path) ?? [];
  if (folder === "lists") return findListPlace(viewer, parsePositiveInteger(name));
  if (folder === "tags") return findTagPlace(viewer, decoded(name));
  return null;
}

async function findListPlace(viewer: Viewer, id: number | null): Promise<Found | null> {
  const list = id === null ? null : await findList(viewer.scope, id);
  if (list === null) return null;
  return { kind: "list", heading: list.name, place: { kind: "list", listId: list.id }, list };
}

async function findTagPlace(viewer: Viewer, name: string | null): Promise<Found | null> {
  const tag = name === null ? null : await findTag(viewer.scope, name);
  if (tag === null) return null;
  return {
    kind: "tag",
    heading: `#${tag.name}`,
    place: { kind: "tag", tagId: tag.id },
    tag: tag.name,
  };
}

async function toQuery(
  viewer: Viewer,
  { kind, place }: Found,
  tools: ListTools,
  today: string,
): Promise<Place["query"]> {
  const status = kind === "completed" ? "completed" : (tools.status ?? ownStatus(kind));
  const section = place.kind === "list" && tools.section !== null ? { section: tools.section } : {};
  return {
    place: { ...place, ...section },
    status,
    sort: tools.sort ?? ownSort(kind, status),
    // No tag has the number 0: a tag that there is not matches nothing.
    ...(tools.tag === null ? {} : { tagId: (await findTag(viewer.scope, tools.tag))?.id ?? 0 }),
    ...(tools.priority === null ? {} : { priority: tools.priority }),
    ...(kind === "today" ? { startedBy: today } : {}),
  };
}

/** What a place shows as long as nothing else is chosen. */
export function ownStatus(kind: PlaceKind): Status {
  return kind === "all" ? "all" : "pending";
}

/** The order of a place as long as no other is chosen. */
export function ownSort(kind: PlaceKind, status: Status): Sort {
  if (kind === "today" || kind === "upcoming") return "due";
  if (status === "completed") return "completed";
  if (kind === "inbox" || kind === "list") return "manual";
  return kind === "tag" ? "due" : "created";
}

/** A part of a path as it was meant; null when it is not encoded as addresses are. */
function decoded(part: string): string | null {
  try {
    return typed(decodeURIComponent(part));
  } catch {
    return null;
  }
}
