/** The page of a list of tasks. */
import { addDays } from "../dates/calendar.ts";
import type { UserScope } from "../db/scope.ts";
import { found } from "../errors.ts";
import { listAddress } from "../forms/list_controls.ts";
import { DEFAULT_LIMIT, type Paging } from "../forms/task_list.ts";
import type { NamedPage, PageModel } from "../http/reply.ts";
import { type ListOutline, listOutline } from "../models/lists.ts";
import { countForNavigation } from "../models/navigation_counts.ts";
import { narrowedBy } from "../models/search_query.ts";
import {
  listBySection,
  listSummaries,
  type SectionTasks,
  type SummaryPage,
} from "../models/task_queries.ts";
import { COUNTED_MOST, countMatching } from "../models/view_counts.ts";
import { addToSection, anchors, paths, withQuery } from "../paths.ts";
import { needlesOf } from "../search/marks.ts";
import type { FormView } from "../views/models/form.ts";
import type { QueryNote } from "../views/models/search.ts";
import type { TaskGroup } from "../views/models/task.ts";
import { calendarMonthPage } from "./calendar_month.ts";
import { dashboardPage } from "./dashboard.ts";
import { foundByEach } from "./found_by.ts";
import {
  aimedAt,
  isNarrowed,
  isPicked,
  toActions,
  toBulkBar,
  toListControls,
  toQuickAdd,
} from "./list_controls.ts";
import { pageAddress, type ReadPaging, readPaging } from "./list_paging.ts";
import { emptyText, headingOf, summaryText } from "./list_text.ts";
import { findListView, isByHand, type ListView, listTargetAt } from "./list_views.ts";
import { navigation, toCount } from "./navigation.ts";
import { toQueryNote } from "./query_note.ts";
import { searchPage } from "./search_page.ts";
import { fileLinks } from "./task_files.ts";
import {
  groupByCompletion,
  groupByDay,
  type RowOptions,
  rowOptions,
  toGroup,
} from "./task_rows.ts";

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
): Promise<NamedPage<"dashboard/show" | "search/show" | "calendar/month" | "tasks/index">> {
  const view = found(await findListView(scope, address));
  const { kind } = view;
  if (kind === "today" && !isNarrowed(view)) {
    return { name: "dashboard/show", model: await dashboardPage(scope, address, line) };
  }
  if (kind === "search") return { name: "search/show", model: await searchPage(scope, address) };
  if (kind === "day" || kind === "week") {
    return { name: "calendar/month", model: await calendarMonthPage(scope, address, line) };
  }
  return { name: "tasks/index", model: await taskListPage(scope, address, line) };
}

/** The page of a list; the parameters and errors are those of `findPage`. */
export async function taskListPage(
  scope: UserScope,
  address: string,
  line?: FormView<"title">,
): Promise<PageModel<"tasks/index">> {
  const reading = Promise.all([
    countForNavigation(scope),
    listOutline(scope),
    readRows(scope, address),
  ]);
  // Whether there is such a page is said first.
  reading.catch(() => undefined);
  const view = found(await findListView(scope, address));
  const [counts, lists, read] = await reading;
  const { kind, path, list, query } = view;
  const { paging, page } = read;
  const picked = isPicked(address);
  const needles = query.where === undefined ? [] : needlesOf(query.where.condition);
  const inSections = [...(read.inSections?.tasks.values() ?? [])].flatMap(({ tasks }) => tasks);
  const marks = await foundByEach([...page.tasks, ...inSections], needles);
  const row = { ...rowOptions(scope), picked, listId: list?.id ?? null, found: marks };
  const { groups, matching, isWhole } = toRows(view, read, row);
  const to = (cursor: Paging["cursor"]) => pageAddress(view, { ...paging, cursor });
  const [first, here] = [to(null), to(paging.cursor)];
  const heading = headingOf(view);
  return {
    title: heading,
    here: path,
    navigation: navigation(counts, path),
    heading,
    colour: list?.colour ?? null,
    note: noteOf(view),
    summary: summaryText(view, counts, matching),
    archivedId: list?.archived ? list.id : null,
    quickAdd:
      kind === "completed" || list?.archived
        ? null
        : aimedAt(toQuickAdd(view, first, line), view, address),
    controls: toListControls(view, counts, paging.size),
    groups,
    empty: emptyText(view),
    continued: paging.cursor !== null,
    firstHref: first,
    nextHref: page.next === null ? null : to(page.next),
    bulk: toBulkBar(here, lists, {
      matching: isWhole ? null : matching,
      picked,
      status: query.status,
    }),
    files: fileLinks(view),
    actions: toActions(view, lists),
    byHand: isByHand(view),
    returnTo: here,
  };
}

/** About the query of a saved search, and the one that narrows the list. */
function noteOf({ path, options, saved, search }: ListView): QueryNote | null {
  const said = { count: null, isReordered: options.sort !== null };
  const to = (q: string) => listAddress(path, { ...options, q });
  const narrowing = search && toQueryNote(search, { ...said, to });
  if (saved === null) return narrowing;
  const { read } = saved;
  const toEdit = (q: string) => withQuery(paths.editSearch(saved.search.id), { q });
  const own = toQueryNote(read, { ...said, to: toEdit });
  const both = toQueryNote(narrowedBy(read, search), { ...said, to: toEdit });
  const faults = [...own.faults, ...(narrowing?.faults ?? [])];
  return { ...own, isSaved: true, words: own.words && both.words, faults };
}

interface ReadRows {
  paging: ReadPaging;
  /** Without the tasks in the list's sections, where `inSections` has them. */
  page: SummaryPage;
  /** Of a list in the order by hand; it may have no sections. */
  inSections: {
    /** By section; the first page has them. */
    tasks: ReadonlyMap<number, SectionTasks>;
    /** How many tasks the whole list has, as COUNTED_MOST says. */
    matching: number;
  } | null;
}

/** By the address alone, so that it waits for nothing else. */
async function readRows(scope: UserScope, address: string): Promise<ReadRows> {
  const target = await listTargetAt(scope, address);
  const { query } = target;
  const { source } = query;
  const paging = readPaging(target, address);
  const { limit, cursor } = paging;
  if (source.kind !== "list" || source.section !== undefined || !isByHand(target)) {
    const page = await listSummaries(scope, { ...query, limit, cursor });
    return { paging, page, inSections: null };
  }
  const outside = { ...query, limit, cursor, outsideSectionsOf: source.listId };
  const sectioned = { ...query, source: { ...source, ifSectioned: true } } as const;
  const [page, tasks, matching] = await Promise.all([
    listSummaries(scope, outside),
    cursor === null ? listBySection(scope, sectioned, DEFAULT_LIMIT) : new Map(),
    countMatching(scope, sectioned, COUNTED_MOST + 1),
  ]);
  return { paging, page, inSections: { tasks, matching } };
}

interface Rows {
  groups: TaskGroup[];
  /** How many tasks the view has, as COUNTED_MOST says. */
  matching: number;
  /** The page shows them all. */
  isWhole: boolean;
}

function toRows(view: ListView, { paging, page, inSections }: ReadRows, row: RowOptions): Rows {
  const isFirst = paging.cursor === null;
  if (inSections === null || view.list === null || view.list.sections.length === 0) {
    return {
      groups: toGroups(view, page, { isFirst, row }),
      matching: page.matching ?? page.tasks.length,
      isWhole: page.matching === null,
    };
  }
  const { tasks, matching } = inSections;
  const sections = isFirst ? sectionGroups(view, view.list, { tasks, row }) : [];
  const groups = [toGroup(UNNAMED, page.tasks, row), ...sections];
  const shown = groups.reduce((sum, { rows }) => sum + rows.length, 0);
  return { groups, matching, isWhole: shown === matching };
}

function sectionGroups(
  { path, options }: ListView,
  { sections, archived }: ListOutline,
  { tasks, row }: { tasks: ReadonlyMap<number, SectionTasks>; row: RowOptions },
): TaskGroup[] {
  const isFiltered = [options.tag, options.priority, options.q].some((option) => option !== null);
  return sections.map(({ id, name }) => {
    const { tasks: own, hasMore } = tasks.get(id) ?? { tasks: [], hasMore: false };
    const more = { href: listAddress(path, { ...options, section: id }), label: `All of ${name}` };
    const add = { href: addToSection(path, id) + anchors.add, label: `Add to ${name}` };
    const named = { id: `section-${id}`, heading: name, add: isFiltered || archived ? null : add };
    const size = hasMore ? { more } : { count: toCount(own.length) };
    return toGroup({ ...named, ...size }, own, row);
  });
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
