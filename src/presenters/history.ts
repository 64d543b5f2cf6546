/** The replies to an undo. */
import type { ChangedRow, Done, NamedRow, Problem } from "../db/saved.ts";
import type { UserScope } from "../db/scope.ts";
import { parsePositiveInteger } from "../forms/numbers.ts";
import type { FlashMessage } from "../http/flash.ts";
import type { PageModel } from "../http/reply.ts";
import type { HistoryEntry, Undone } from "../models/changes.ts";
import { type ListOutline, listOutline } from "../models/lists.ts";
import { findSearch } from "../models/searches.ts";
import { findDeletedTask, findTask } from "../models/tasks.ts";
import { anchors, paths } from "../paths.ts";
import { changeText } from "./change_text.ts";
import { findListView } from "./list_views.ts";
import { fieldChanges } from "./undo_changes.ts";

/** What was undone or redone, with the button that takes that back. */
export function undoneFlash(
  { value: { of, isRedo, already }, changeId, isRepeat }: Done<Undone>,
  returnTo: string,
): FlashMessage {
  const verb = isRedo ? "Redone" : "Undone";
  const isDone = isRepeat || already !== null;
  const button = { label: isRedo ? "Undo" : "Redo", fields: { return_to: returnTo } };
  return {
    kind: isDone ? "notice" : "done",
    ...sentence(isDone ? `Already ${verb.toLowerCase()}:` : `${verb}:`, of),
    actions: changeId === null ? [] : [{ ...button, action: paths.undo(changeId) }],
  };
}

/** Why it cannot be undone: a row that it needs was deleted for good. */
export function goneFlash(entry: HistoryEntry): FlashMessage {
  const verb = isRedo(entry) ? "redone" : "undone";
  const text = `Not ${verb}, because part of it is gone for good:`;
  return { kind: "notice", ...sentence(text, described(entry)) };
}

/** Why it cannot be undone: names that other rows have by now, and where these are renamed. */
export async function nameInUsePage(
  scope: UserScope,
  entry: HistoryEntry,
  { rows, returnTo }: { rows: readonly NamedRow[]; returnTo: string },
): Promise<PageModel<"history/name_in_use">> {
  const lists = await listOutline(scope);
  return {
    title: "A name is in use",
    status: 409,
    text: textOf(entry),
    isRedo: isRedo(entry),
    rows: rows.map(({ table, id, name }) => ({
      kind: KINDS[table] ?? "",
      name: name ?? "",
      href: renamingOf({ table, id, name }, lists),
    })),
    returnTo,
  };
}

const KINDS: Partial<Record<NamedRow["table"], string>> = {
  lists: "list",
  sections: "section",
  tags: "tag",
  searches: "saved search",
};

/** Where a row gets another name; a section on the page of its list. */
function renamingOf({ table, id, name }: NamedRow, lists: readonly ListOutline[]): string {
  if (table === "tags") return paths.editTag(name ?? "");
  if (table === "searches") return paths.editSearch(id);
  if (table === "lists") return paths.editList(id);
  const list = lists.find(({ sections }) => sections.some((section) => section.id === id));
  return list === undefined ? paths.history : paths.editList(list.id) + anchors.section(id);
}

export async function undoConflictPage(
  scope: UserScope,
  entry: HistoryEntry,
  { rows = [], changes = [] }: Problem,
  returnTo: string,
): Promise<PageModel<"history/conflict">> {
  const lists = await listOutline(scope);
  const byRow = new Map(changes.map((row) => [`${row.table} ${row.id}`, row]));
  return {
    title: "This has changed since",
    status: 409,
    id: entry.id,
    text: textOf(entry),
    rows: rows.map((row) => {
      const changed = byRow.get(`${row.table} ${row.id}`);
      const fields = changed === undefined ? [] : fieldChanges(changed, scope, lists);
      return { ...toConflictRow(row), note: noteOf(changed), changes: fields };
    }),
    returnTo,
  };
}

/** The page to return to; the dashboard where the undo has removed that page. */
export async function existingPage(scope: UserScope, returnTo: string): Promise<string> {
  const [path = "", folder, name] =
    /^\/(lists|searches|tags|tasks)\/([^/?#]+)/.exec(returnTo) ?? [];
  const id = parsePositiveInteger(name);
  if (folder === "tasks" && id !== null) {
    const task = (await findTask(scope, id)) ?? (await findDeletedTask(scope, id));
    return task === null ? paths.dashboard : returnTo;
  }
  if (folder === "searches" && id !== null) {
    return (await findSearch(scope, id)) === null ? paths.dashboard : returnTo;
  }
  if (folder === "tags" || (folder === "lists" && id !== null)) {
    return (await findListView(scope, path)) === null ? paths.dashboard : returnTo;
  }
  return returnTo;
}

/** An undo is described by the change that it took back. */
function described({ kind, params }: HistoryEntry): Undone["of"] {
  return params.of ?? { kind, params };
}

function isRedo({ undoes }: HistoryEntry): boolean {
  return undoes !== null;
}

/** "Deleted the list: Trip". */
function textOf(entry: HistoryEntry): string {
  const { kind, params } = described(entry);
  const { label, subject } = changeText(kind, params);
  return subject === null ? label : `${label}: ${subject}`;
}

function sentence(text: string, { kind, params }: Undone["of"]) {
  const { label, subject } = changeText(kind, params);
  if (subject === null) return { text: `${text} ${label}.` };
  return { text: `${text} ${label}`, subject };
}

/** Of a row that was created, and that others belong to by now, nothing itself has changed. */
function noteOf(changed: ChangedRow | undefined): string | null {
  const isInUse = changed !== undefined && changed.columns.length === 0;
  return isInUse ? "Something else belongs to it by now." : null;
}

/** An existing row is shown by its name, with a link unless it is a section. */
function toConflictRow({ table, id, name }: NamedRow): { href: string | null; name: string } {
  if (name === null) {
    const isTag = table === "task_tags";
    return {
      href: null,
      name: isTag ? `A tag on task ${id}` : "Something that has been deleted since",
    };
  }
  if (table === "tasks") return { href: paths.task(id), name };
  if (table === "lists") return { href: paths.list(id), name };
  if (table === "searches") return { href: paths.savedSearch(id), name };
  return table === "tags" ? { href: paths.tag(name), name: `#${name}` } : { href: null, name };
}
