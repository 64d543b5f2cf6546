/** The page of a list of tasks. */
import { addDays } from "../dates/calendar.ts";
import type { UserScope } from "../db/scope.ts";
import { found, orBadRequest } from "../errors.ts";
import { listAddress, parametersOf } from "../forms/list_controls.ts";
import { DEFAULT_LIMIT, encodeCursor, type Paging, parsePaging } from "../forms/task_list.ts";
import type { NamedPage, PageModel } from "../http/reply.ts";
import { type ListOutline, listOutline } from "../models/lists.ts";
import { countForNavigation } from "../models/navigation_counts.ts";
import {
  countMatching,
  listBySection,
  listSummaries,
  MATCHING_MOST,
  type SummaryPage,
} from "../models/task_queries.ts";
import { newTaskIn } from "../paths.ts";
import type { FormView } from "../views/models/form.ts";
import type { TaskGroup } from "../views/models/task.ts";
import { dashboardPage } from "./dashboard.ts";
import { isPicked, toActions, toBulkBar, toListControls, toQuickAdd } from "./list_controls.ts";
import { emptyText, headingOf, summaryText } from "./list_text.ts";
import { findListView, type ListView, parseAddress } from "./list_views.ts";
import { navigation, toCount } from "./navigation.ts";
import { groupByCompletion, groupByDay, type RowOptions, toGroup } from "./task_rows.ts";

/** How far ahead Upcoming has a heading for each day. */
const DAYS_AHEAD = 14;

/** The group of the rows that are below no heading. */
const UNNAMED = { id: "tasks" };

/**
 * The dashboard or the list at an address.
 * @param line the quick-add line as it was typed, with its error.
 * @throws NotFound for the address of any other page, and BadRequest for an invalid filter.
 */
export async function findPage(
  scope: UserScope,
  address: string,
  line?: FormView<"title">,
): Promise<NamedPage<"dashboard/show" | "tasks/index">> {
  const { kind } = found(await findListView(scope, address));
  if (kind === "today") {
    return { name: "dashboard/show", model: await dashboardPage(scope, address, line) };
  }
  return { name: "tasks/index", model: await taskListPage(scope, address, line) };
}

/** The page of a list; the parameters and errors are those of `findPage`. */
export async function taskListPage(
  scope: UserScope,
  address: string,
  line?: FormView<"title">,
): Promise<PageModel<"tasks/index">> {
  const [listView, lists] = await Promise.all([findListView(scope, address), listOutline(scope)]);
  const view = found(listView);
  const { kind, path, list, options, query } = view;
  const paging = readPaging(view, address);
  const picked = isPicked(address);
  const [counts, { groups, next, matching, isWhole }] = await Promise.all([
    countForNavigation(scope),
    findRows(scope, view, { paging, lists, picked }),
  ]);
  const to = (cursor: Paging["cursor"]) =>
    listAddress(path, options, {
      limit: paging.size,
      cursor: cursor === null ? undefined : encodeCursor(query.sort, cursor),
    });
  const [first, here] = [to(null), to(paging.cursor)];
  const heading = headingOf(view);
  return {
    title: heading,
    here: path,
    navigation: navigation(counts, path),
    heading,
    colour: list?.colour ?? null,
    summary: summaryText(view, counts, matching),
    quickAdd: kind === "completed" ? null : toQuickAdd(view, first, line),
    controls: toListControls(view, counts, paging.size),
    groups,
    empty: emptyText(view),
    continued: paging.cursor !== null,
    firstHref: first,
    nextHref: next === null ? null : to(next),
    bulk: toBulkBar(here, lists, isWhole ? null : matching, picked),
    actions: toActions(view),
    byHand: isByHand(view),
    returnTo: here,
  };
}

/** `size` is the page size, if the address has one: the links keep it. */
function readPaging({ query }: ListView, address: string) {
  const { searchParams } = parseAddress(address);
  const paging = orBadRequest(parsePaging(parametersOf(searchParams), query.sort));
  return { ...paging, size: searchParams.has("limit") ? paging.limit : undefined };
}

interface RowsOptions {
  paging: Paging;
  lists: readonly ListOutline[];
  /** Every check box of the page is ticked. */
  picked: boolean;
}

interface FoundRows {
  groups: TaskGroup[];
  next: Paging["cursor"];
  /** How many tasks the view has, counted up to MATCHING_MOST. */
  matching: number;
  /** The page shows them all. */
  isWhole: boolean;
}

async function findRows(
  scope: UserScope,
  view: ListView,
  { paging: { limit, cursor }, lists, picked }: RowsOptions,
): Promise<FoundRows> {
  const { query, list, options } = view;
  const { today, timeZone } = scope;
  const row = { today, timeZone, picked, listId: list?.id ?? null };
  const sections = lists.find(({ id }) => id === list?.id)?.sections ?? [];
  if (sections.length > 0 && isByHand(view) && options.section === null) {
    return findSections(scope, view, { paging: { limit, cursor }, sections, row });
  }
  const page = await listSummaries(scope, { ...query, limit, cursor });
  return {
    groups: toGroups(view, page, { isFirst: cursor === null, row }),
    next: page.next,
    matching: page.matching ?? page.tasks.length,
    isWhole: page.matching === null,
  };
}

/** A page of the list's tasks outside its sections; the first page has the sections too. */
async function findSections(
  scope: UserScope,
  { query, list, path, options }: ListView,
  { paging, sections, row }: { paging: Paging; sections: ListOutline["sections"]; row: RowOptions },
): Promise<FoundRows> {
  const ids = sections.map(({ id }) => id);
  const outside = { kind: "list", listId: list?.id ?? 0, outside: ids } as const;
  const isFirst = paging.cursor === null;
  const isFiltered = options.tag !== null || options.priority !== null;
  const [{ tasks, next }, bySection, matching] = await Promise.all([
    listSummaries(scope, { ...query, ...paging, source: outside }),
    listBySection(scope, query, isFirst ? ids : [], DEFAULT_LIMIT),
    countMatching(scope, query, MATCHING_MOST),
  ]);
  const groups = sections.map(({ id, name }): TaskGroup => {
    const { tasks: own = [], hasMore = false } = bySection.get(id) ?? {};
    const more = { href: listAddress(path, { ...options, section: id }), label: `All of ${name}` };
    const add = { href: newTaskIn(`${list?.id}/${id}`), label: `Add to ${name}` };
    const named = { id: `section-${id}`, heading: name, add: isFiltered ? null : add };
    const size = hasMore ? { more } : { count: toCount(own.length) };
    return toGroup({ ...named, ...size }, own, row);
  });
  const all = [toGroup(UNNAMED, tasks, row), ...(isFirst ? groups : [])];
  const shown = all.reduce((sum, { rows }) => sum + rows.length, 0);
  return { groups: all, next, matching, isWhole: shown === matching };
}

function toGroups(
  { kind, query }: ListView,
  { tasks, next }: SummaryPage,
  { isFirst, row }: { isFirst: boolean; row: RowOptions },
): TaskGroup[] {
  if (tasks.length === 0) return [];
  const isByDay = kind === "upcoming" && query.sort === "due";
  const isByCompletion = kind === "completed" && query.sort === "completed";
  if (!isByDay && !isByCompletion) return [toGroup(UNNAMED, tasks, row)];
  const groups = isByDay
    ? groupByDay(tasks, row, addDays(row.today, DAYS_AHEAD))
    : groupByCompletion(tasks, row);
  // A day that continues on another page does not have a count on either.
  return groups.map((group, index) => {
    const isCut = (index === 0 && !isFirst) || (index === groups.length - 1 && next !== null);
    return isCut ? { ...group, count: null } : group;
  });
}

/** Whether the rows are in the order by hand, so that they can be moved. */
function isByHand({ kind, query }: ListView): boolean {
  const isOneList = kind === "inbox" || kind === "list";
  return isOneList && query.sort === "manual" && query.status === "pending";
}
