/** The lists of tasks as pages. */
import type { Request, Response } from "express";
import type { Viewer } from "../auth/authenticator.ts";
import { addDays } from "../dates/days.ts";
import { BadRequest, NotFound } from "../errors.ts";
import { listAddress, parametersOf } from "../forms/list_controls.ts";
import { DEFAULT_LIMIT, encodeCursor, type Paging, parsePaging } from "../forms/task_list.ts";
import type { ViewerHandler } from "../http/require_user.ts";
import { type ListOutline, listOutline } from "../models/lists.ts";
import { type Counts, countForNavigation } from "../models/navigation_counts.ts";
import {
  countMatching,
  listBySection,
  listSummaries,
  MATCHING_MOST,
  type SummaryPage,
} from "../models/task_queries.ts";
import { newTaskIn } from "../paths.ts";
import {
  isPicked,
  type Quick,
  toActions,
  toBulkBar,
  toListTools,
  toQuickAdd,
} from "../presenters/list_controls.ts";
import { emptyText, headingOf, summaryText } from "../presenters/list_text.ts";
import { findPlace, type Place } from "../presenters/list_views.ts";
import { toCount } from "../presenters/navigation.ts";
import {
  groupByCompletion,
  groupByDay,
  plainGroup,
  type RowOptions,
  toTaskRow,
} from "../presenters/task_rows.ts";
import type { Services } from "../services.ts";
import type { Page } from "../views/models/page.ts";
import type { TaskGroup } from "../views/models/task.ts";
import type { Views } from "../views/models.ts";
import { showDashboard } from "./dashboard.ts";
import { makePage, show, todayOf } from "./pages.ts";

/** How far ahead Upcoming has a heading for each day. */
const DAYS_AHEAD = 14;

export function taskLists(context: Services) {
  const list: ViewerHandler = (req, res, viewer) =>
    showTaskList(context, req, res, viewer, req.originalUrl);
  return {
    upcoming: list,
    inbox: list,
    someday: list,
    completed: list,
    all: list,
    list,
    tag: list,
  };
}

/**
 * The page at the address of a list.
 * @param quick the quick-add line as it was typed, with what is wrong with it: the answer is a 422.
 * @throws NotFound where there is no list at the address.
 */
export async function showTaskList(
  context: Services,
  req: Request,
  res: Response,
  viewer: Viewer,
  address: string,
  quick?: Quick,
): Promise<void> {
  const [place, lists] = await Promise.all([
    findPlace(context, viewer, address),
    listOutline(viewer.scope),
  ]);
  if (place === null) throw new NotFound();
  if (place.kind === "today") return showDashboard(context, req, res, viewer, quick);
  const paging = readPaging(place, address);
  const today = todayOf(context, viewer.user);
  const picked = isPicked(address);
  const [counts, found] = await Promise.all([
    countForNavigation(viewer.scope, today),
    findRows(viewer, place, paging, lists, { today, timeZone: viewer.user.timeZone, picked }),
  ]);
  const title = headingOf(place);
  const page = await makePage(context, req, res, { title, counts, here: place.path });
  const model = toModel({ page, place, paging, counts, lists, found, picked }, quick);
  show(context, req, res, "tasks/index", model, quick === undefined ? 200 : 422);
}

interface Shown {
  page: Page;
  place: Place;
  paging: ListPaging;
  counts: Counts;
  lists: readonly ListOutline[];
  found: FoundRows;
  /** Every box of the page is ticked. */
  picked: boolean;
}

function toModel(shown: Shown, quick?: Quick): Views["tasks/index"] {
  const { page, place, paging, counts, lists, found, picked } = shown;
  const { path, tools, query } = place;
  const to = (cursor: Paging["cursor"]) =>
    listAddress(path, tools, {
      limit: paging.size,
      cursor: cursor === null ? undefined : encodeCursor(query.sort, cursor),
    });
  const [first, here] = [to(null), to(paging.cursor)];
  return {
    page,
    heading: headingOf(place),
    colour: place.colour,
    summary: summaryText(place, counts, found.matching),
    // What is done is not begun here.
    quickAdd: place.kind === "completed" ? null : toQuickAdd(place, first, quick),
    tools: toListTools(place, counts, paging.size),
    groups: found.groups,
    empty: emptyText(place),
    continued: paging.cursor !== null,
    firstHref: first,
    nextHref: found.next === null ? null : to(found.next),
    bulk: toBulkBar(here, lists, found.isWhole ? null : found.matching, picked),
    actions: toActions(place),
    byHand: isByHand(place),
    returnTo: here,
  };
}

interface ListPaging extends Paging {
  /** The page size where one was asked for: the addresses keep it. */
  size: number | undefined;
}

function readPaging(place: Place, address: string): ListPaging {
  const { searchParams } = new URL(address, "http://app.invalid");
  const paging = parsePaging(parametersOf(searchParams), place.query.sort);
  if (typeof paging === "string") throw new BadRequest(paging);
  return { ...paging, size: searchParams.has("limit") ? paging.limit : undefined };
}

interface FoundRows {
  groups: TaskGroup[];
  next: Paging["cursor"];
  /** How many the place holds, up to MATCHING_MOST. */
  matching: number;
  /** Whether this page has them all. */
  isWhole: boolean;
}

async function findRows(
  viewer: Viewer,
  place: Place,
  { limit, cursor }: Paging,
  lists: readonly ListOutline[],
  day: RowOptions,
): Promise<FoundRows> {
  const paging = { limit, cursor };
  const options = { ...day, listId: place.listId };
  const sections = lists.find(({ id }) => id === place.listId)?.sections ?? [];
  if (sections.length > 0 && isByHand(place) && place.tools.section === null) {
    return findSections(viewer, place, paging, sections, options);
  }
  const found = await listSummaries(viewer.scope, { ...place.query, ...paging });
  const { tasks, next, matching } = found;
  return {
    groups: toGroups(place, found, paging, options),
    next,
    matching: matching ?? tasks.length,
    isWhole: matching === null,
  };
}

/** The tasks of a list that are in no section, page by page, and on the first page each section's. */
async function findSections(
  { scope }: Viewer,
  { query, listId, path, tools }: Place,
  paging: Paging,
  sections: ListOutline["sections"],
  options: RowOptions,
): Promise<FoundRows> {
  const ids = sections.map(({ id }) => id);
  const outside = { kind: "list", listId: listId ?? 0, outside: ids } as const;
  const isFirst = paging.cursor === null;
  const isNarrowed = tools.tag !== null || tools.priority !== null;
  const [{ tasks, next }, bySection, matching] = await Promise.all([
    listSummaries(scope, { ...query, ...paging, place: outside }),
    listBySection(scope, query, isFirst ? ids : [], DEFAULT_LIMIT),
    countMatching(scope, query, MATCHING_MOST),
  ]);
  const groups = sections.map(({ id, name }): TaskGroup => {
    const { tasks: own = [], hasMore = false } = bySection.get(id) ?? {};
    const more = { href: listAddress(path, { ...tools, section: id }), label: `All of ${name}` };
    return {
      id: `section-${id}`,
      heading: name,
      count: hasMore ? null : toCount(own.length),
      day: null,
      rows: own.map((task) => toTaskRow(task, options)),
      more: hasMore ? more : null,
      add: isNarrowed ? null : { href: newTaskIn(`${listId}/${id}`), label: `Add to ${name}` },
    };
  });
  const all = [plainGroup(tasks, options), ...(isFirst ? groups : [])];
  const shown = all.reduce((sum, { rows }) => sum + rows.length, 0);
  return { groups: all, next, matching, isWhole: shown === matching };
}

function toGroups(
  { kind, query }: Place,
  { tasks, next }: SummaryPage,
  { cursor }: Paging,
  options: RowOptions,
): TaskGroup[] {
  if (tasks.length === 0) return [];
  const isByDay = kind === "upcoming" && query.sort === "due";
  const isByCompletion = kind === "completed" && query.sort === "completed";
  if (!isByDay && !isByCompletion) return [plainGroup(tasks, options)];
  const groups = isByDay
    ? groupByDay(tasks, options, addDays(options.today, DAYS_AHEAD))
    : groupByCompletion(tasks, options);
  // A day that goes over from page to page has no count of its own on either.
  return groups.map((group, index) => {
    const isCut =
      (index === 0 && cursor !== null) || (index === groups.length - 1 && next !== null);
    return isCut ? { ...group, count: null } : group;
  });
}

/** Whether rows stand in the order by hand, and can be moved in it. */
function isByHand({ kind, query }: Place): boolean {
  const isOneList = kind === "inbox" || kind === "list";
  return isOneList && query.sort === "manual" && query.status === "pending";
}
