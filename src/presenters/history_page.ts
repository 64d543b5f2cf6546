/** The history, day by day. */
import type { UserScope } from "../db/scope.ts";
import { found } from "../errors.ts";
import { historyAddress } from "../forms/history_filter.ts";
import type { PageModel } from "../http/reply.ts";
import type { About, ChangeFilter } from "../models/change_filters.ts";
import { CHANGE_GROUPS, type ChangeGroup } from "../models/change_groups.ts";
import { type ListedChange, listChanges } from "../models/changes.ts";
import { type ChangedNames, findTaskChanges, type TaskChange } from "../models/task_changes.ts";
import { paths } from "../paths.ts";
import type { HistoryFilter, HistoryRow } from "../views/models/history.ts";
import { changeText } from "./change_text.ts";
import { toDayAndTime } from "./moment.ts";
import { changeLines, othersText } from "./task_changes.ts";

const PAGE_SIZE = 50;

const GROUP_LABELS: Record<ChangeGroup, string> = {
  added: "Added",
  completed: "Completed or reopened",
  changed: "Changed",
  moved: "Moved or rescheduled",
  deleted: "Deleted or restored",
  lists: "Lists and sections",
  tags: "Tags",
  searches: "Saved searches",
  undone: "Undone",
};

/** @throws NotFound if it is the history of a task that does not exist. */
export async function historyPage(
  scope: UserScope,
  filter: ChangeFilter,
  before: number | null,
): Promise<PageModel<"history/index">> {
  const { next, rows, task } = await readRows(scope, filter, before);
  const days = Map.groupBy(rows, ({ date }) => date);
  return {
    title: task === null ? "History" : `History of ${task.title}`,
    days: [...days].map(([date, own]) => ({
      id: `d-${date}`,
      heading: own[0]?.day ?? "",
      rows: own.map(({ row }) => row),
    })),
    filter: toFilter(filter, task),
    returnTo: historyAddress(filter, before),
    firstHref: historyAddress(filter),
    nextHref: next === null ? null : historyAddress(filter, next),
    continued: before !== null,
  };
}

interface DatedRow {
  date: string;
  day: string;
  row: HistoryRow;
}

interface Rows {
  rows: DatedRow[];
  next: number | null;
  task: HistoryFilter["task"];
}

async function readRows(
  scope: UserScope,
  filter: ChangeFilter,
  before: number | null,
): Promise<Rows> {
  const page = { before, limit: PAGE_SIZE, filter };
  if (filter.task === null) {
    const { entries, next } = await listChanges(scope, page);
    return { rows: entries.map((entry) => toRow(entry, scope)), next, task: null };
  }
  const { entries, next, names, task } = await findTaskChanges(scope, filter.task, page);
  const rows = entries.map((entry) => withLines(toRow(entry, scope), entry, { names, scope }));
  return { rows, next, task: { id: filter.task, title: found(task) } };
}

/** An entry that was undone offers Redo: that is undoing the entry of its undo. */
function toRow(
  { id, kind, params, createdAt, undoneBy, about }: ListedChange,
  scope: UserScope,
): DatedRow {
  const { label, subject } = changeText(kind, params);
  const { date, day, time } = toDayAndTime(createdAt, scope);
  const row = {
    id: undoneBy ?? id,
    text: undoneBy === null ? label : `Undone: ${label.charAt(0).toLowerCase()}${label.slice(1)}`,
    subject,
    href: about === null ? null : hrefOf(about),
    lines: [],
    others: null,
    at: time,
    undo: undoneBy === null ? ("Undo" as const) : ("Redo" as const),
  };
  return { date, day, row };
}

function withLines(
  { row, ...day }: DatedRow,
  change: TaskChange,
  { names, scope }: { names: ChangedNames; scope: UserScope },
): DatedRow {
  const lines = changeLines(change, { names, clock: scope });
  const text = change.undoneBy === null ? "" : "Undone:";
  return { ...day, row: { ...row, text, lines, others: othersText(change) } };
}

function hrefOf(about: About): string {
  if ("task" in about) return paths.task(about.task);
  if ("search" in about) return paths.savedSearch(about.search);
  return "list" in about ? paths.list(about.list) : paths.tag(about.tag);
}

function toFilter({ group, words }: ChangeFilter, task: HistoryFilter["task"]): HistoryFilter {
  const kind = (value: ChangeGroup) => ({
    value,
    label: GROUP_LABELS[value],
    selected: value === group,
  });
  return {
    kinds: [
      { value: "", label: "Everything", selected: group === null },
      ...CHANGE_GROUPS.map(kind),
    ],
    words,
    task,
    isOn: group !== null || words !== "",
  };
}
