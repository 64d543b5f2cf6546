/** The controls of a list's page: quick add, filters, the bulk bar and links. */
import { nearDay } from "../dates/format.ts";
import { listAddress, SORTS } from "../forms/list_controls.ts";
import { parsePositiveInteger } from "../forms/numbers.ts";
import type { ListOutline } from "../models/lists.ts";
import type { Counts } from "../models/navigation_counts.ts";
import { PRIORITIES, PRIORITY_LABELS } from "../models/priority.ts";
import type { ReadQuery } from "../models/search_query.ts";
import type { Sort, Status } from "../models/task_filters.ts";
import { COUNTED_MOST } from "../models/view_counts.ts";
import { addToSection, paths } from "../paths.ts";
import { fixedBy } from "../search/fixed.ts";
import { nameKey } from "../text.ts";
import type { Link } from "../views/models/elements.ts";
import type { Choice, FormView } from "../views/models/form.ts";
import type { BulkBar, ListControls, QuickAdd } from "../views/models/list.ts";
import { type ListView, ownSort, ownStatus, parseAddress } from "./list_views.ts";
import { toCount } from "./navigation.ts";
import { quickAddLine } from "./quick_add_line.ts";

/**
 * @param returnTo the first page of the list.
 * @param line as it was typed, with its error.
 */
export function toQuickAdd(view: ListView, returnTo: string, line?: FormView<"title">): QuickAdd {
  return {
    ...quickAddLine({ label: addLabel(view), returnTo }, line),
    place: view.list === null ? null : String(view.list.id),
    dueOn: view.dueOn,
    tags: view.tag === null ? [] : [view.tag],
    ...(view.saved === null ? {} : givenBy(view.saved.read)),
  };
}

/** What a task needs that a saved search should find. */
function givenBy({
  where: { condition, clock },
}: ReadQuery): Pick<QuickAdd, "place" | "dueOn" | "tags" | "priority" | "gives"> {
  const { list, tags, priority, dueOn = null } = fixedBy(condition, clock.today);
  const section = list?.section ? `/${list.section.id}` : "";
  const words = [
    list === undefined ? "" : `to ${[list.name, list.section?.name].filter(Boolean).join(", ")}`,
    tags.length === 0 ? "" : `with ${tags.map((tag) => `#${tag}`).join(" ")}`,
    priority === undefined ? "" : `with ${PRIORITIES[priority]} priority`,
    dueOn === null ? "" : `due ${nearDay(dueOn, clock.today)}`,
  ].filter((word) => word !== "");
  return {
    place: list === undefined || list.id === null ? null : `${list.id}${section}`,
    tags,
    priority: priority === undefined ? null : PRIORITIES[priority],
    dueOn,
    gives: words.length === 0 ? null : `Goes ${words.join(", ")}.`,
  };
}

/** Quick add for one section of the list, which its own Add leads to. */
export function aimedAt(
  quickAdd: QuickAdd,
  { list, options }: ListView,
  address: string,
): QuickAdd {
  const asked = parsePositiveInteger(parseAddress(address).searchParams.get("add"));
  const id = asked ?? options.section;
  const section = list?.sections.find((one) => one.id === id);
  if (!list || section === undefined) return quickAdd;
  return {
    ...quickAdd,
    label: `Add to ${section.name}`,
    place: `${list.id}/${section.id}`,
    hasFocus: asked !== null,
    returnTo: asked === null ? quickAdd.returnTo : addToSection(quickAdd.returnTo, section.id),
  };
}

function addLabel({ kind, heading }: ListView): string {
  if (kind === "list" || kind === "tag") return `Add to ${heading}`;
  if (kind === "saved") return "Add to this search";
  if (kind === "today") return "Add a task for today";
  return kind === "upcoming" ? "Add a task for tomorrow" : "Add a task";
}

/** Whether the controls have left something out, or have put it into another order. */
export function isNarrowed({ kind, options, query }: ListView): boolean {
  const { tag, priority, q } = options;
  const isFiltered = [tag, priority, q].some((option) => option !== null);
  return (
    isFiltered || query.status !== ownStatus(kind) || query.sort !== ownSort(kind, query.status)
  );
}

/** @param limit the page size, if the address has one: the links keep it. */
export function toListControls(
  { kind, options, query, path }: ListView,
  counts: Counts,
  limit: number | undefined,
): ListControls {
  const own = ownStatus(kind);
  const statuses = STATUS_LINKS.map(([status, label]) => ({
    label,
    href: listAddress(path, { ...options, status: status === own ? null : status }, { limit }),
    current: status === query.status,
  }));
  const { status, section } = options;
  const archived = options.archived ? 1 : null;
  return {
    statuses: kind === "completed" ? [] : statuses,
    action: path,
    query: options.q ?? "",
    hidden: Object.fromEntries(
      Object.entries({ status, section, archived, limit })
        .filter(([, value]) => value != null)
        .map(([name, value]) => [name, String(value)]),
    ),
    sort: sortChoices(kind, query),
    tag: tagChoices(options.tag, counts),
    priority: [
      { value: "", label: "Any priority", selected: options.priority === null },
      ...PRIORITIES.map((value, index) => ({
        value,
        label: value === "none" ? "No priority" : PRIORITY_LABELS[value],
        selected: options.priority === index,
      })).reverse(),
    ],
  };
}

const STATUS_LINKS = [
  ["pending", "To do"],
  ["completed", "Completed"],
  ["all", "All"],
] as const;

export const SORT_LABELS: Record<Sort, string> = {
  manual: "By hand",
  due: "Due date",
  priority: "Priority",
  created: "Newest first",
  title: "Title",
  completed: "Recently completed",
  rank: "Best match",
};

/**
 * The order by hand is only offered for a single list, that of completion for completed tasks, and that of
 * how well tasks match where a query has it.
 */
function sortChoices(
  kind: ListView["kind"],
  { sort: chosen, status }: ListView["query"],
): Choice[] {
  const isOneList = kind === "inbox" || kind === "list";
  const offered = SORTS.filter((sort) => sort !== "manual" || isOneList || chosen === sort);
  const choice = (sort: Sort, value: string) => ({
    value,
    label: SORT_LABELS[sort],
    selected: sort === chosen,
  });
  // Only a view or its query asks for any other order, so an address does not name it.
  const isOther = !offered.some((sort) => sort === chosen);
  const own = status === "completed" ? "completed" : isOther ? chosen : null;
  return [...(own === null ? [] : [choice(own, "")]), ...offered.map((sort) => choice(sort, sort))];
}

function tagChoices(chosen: string | null, counts: Counts): Choice[] {
  const isChosen = (name: string) => chosen !== null && nameKey(name) === nameKey(chosen);
  const names = counts.tags.map(({ name }) => name);
  const all = chosen === null || names.some(isChosen) ? names : [chosen, ...names];
  return [
    { value: "", label: "Any tag", selected: chosen === null },
    ...all.map((name) => ({ value: name, label: `#${name}`, selected: isChosen(name) })),
  ];
}

/** Whether the address asks for its page with every check box ticked, or with those of one group. */
export function isPicked(address: string, which = "page"): boolean {
  return parseAddress(address).searchParams.get("select") === which;
}

/** What the bar is for, besides its list. */
interface Selectable {
  /** How many tasks the list has, as COUNTED_MOST says; null when the page shows them all. */
  matching: number | null;
  /** Every check box of the page is ticked. */
  picked: boolean;
  status: Status;
}

export function toBulkBar(
  returnTo: string,
  lists: readonly ListOutline[],
  { matching, picked, status }: Selectable,
): BulkBar {
  return {
    returnTo,
    lists: toListChoices(lists),
    page: { href: `${returnTo}${returnTo.includes("?") ? "&" : "?"}select=page`, picked },
    all:
      matching === null
        ? null
        : { number: matching > COUNTED_MOST ? null : matching, text: toCount(matching).text },
    isCompleted: status === "completed",
  };
}

/**
 * Inbox first (with the value ""), then each list, followed by its sections ("Home: Kitchen").
 * @param chosen the selected value; its list is included even when it is archived.
 */
export function toListChoices(lists: readonly ListOutline[], chosen = ""): Choice[] {
  const [chosenList] = chosen.split("/");
  const shown = lists.filter(({ id, archived }) => !archived || String(id) === chosenList);
  const choice = (value: string, label: string) => ({ value, label, selected: value === chosen });
  return [
    choice("", "Inbox"),
    ...shown.flatMap(({ id, name, sections }) => [
      choice(String(id), name),
      ...sections.map((section) => choice(`${id}/${section.id}`, `${name}: ${section.name}`)),
    ]),
  ];
}

/** Links to pages about the list or tag itself, and to what it leaves out. */
export function toActions(
  { kind, path, list, tag, options, saved }: ListView,
  lists: readonly ListOutline[],
): Link[] {
  const href = list === null ? paths.bulkAdd : `${paths.bulkAdd}?list=${list.id}`;
  const addMany = { href, label: "Add many" };
  if (kind === "completed") return [];
  if (saved !== null) {
    const { id, query } = saved.search;
    const find = { href: paths.searchFor(query), label: "Open it in Find" };
    return [{ href: paths.editSearch(id), label: "Edit search" }, find];
  }
  if (tag !== null) return [{ href: paths.editTag(tag), label: "Edit tag" }];
  if (kind === "all" && lists.some(({ archived }) => archived)) {
    const archived = options.archived ? null : (true as const);
    const label = archived ? "With archived lists" : "Without archived lists";
    return [addMany, { href: listAddress(path, { ...options, archived }), label }];
  }
  if (list === null) return [addMany];
  const edit = { href: paths.editList(list.id), label: "Edit list" };
  const whole = { href: paths.list(list.id), label: `All of ${list.name}` };
  const add = list.archived ? [] : [addMany];
  return options.section === null ? [edit, ...add] : [whole, edit, ...add];
}
