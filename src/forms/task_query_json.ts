/** Which tasks a program asks for: as a list's page is narrowed and ordered, and by more besides. */
import { isDay } from "../dates/calendar.ts";
import { parsePositiveInteger } from "./numbers.ts";
import { parseTaskList, type TaskListQuery } from "./task_list.ts";

export interface ApiTaskQuery extends TaskListQuery {
  /** undefined: wherever they are; null: the Inbox. */
  listId: number | null | undefined;
  /** The task whose checklist it is; undefined: what is on none. */
  parentId: number | undefined;
  dueFrom: string | null;
  dueTo: string | null;
}

/** @returns the query, or the sentence that says what is wrong with it. */
export function parseApiTaskQuery(query: Record<string, unknown>): ApiTaskQuery | string {
  // A form sends what was not chosen as nothing; a program that does so has made a mistake.
  const empty = ["status", "sort", "priority", "tag"].find((name) => query[name] === "");
  const list = parseTaskList(empty === undefined ? query : { ...query, [empty]: "?" });
  if (typeof list === "string") return list;
  const { list_id: listId, parent_id: parentId, due_from: dueFrom, due_to: dueTo } = query;
  const isInbox = listId === "0" || listId === "inbox";
  const listed = listId === undefined || isInbox ? null : parsePositiveInteger(listId);
  if (listId !== undefined && !isInbox && listed === null) {
    return "List must be the number of a list, or inbox";
  }
  const parent = parentId === undefined ? undefined : parsePositiveInteger(parentId);
  if (parent === null) return "Parent must be the number of a task";
  if (!isDayOrNone(dueFrom)) return "Due from must be a day, such as 2026-11-30";
  if (!isDayOrNone(dueTo)) return "Due to must be a day, such as 2026-11-30";
  return {
    ...list,
    listId: listId === undefined ? undefined : listed,
    parentId: parent,
    dueFrom: dueFrom ?? null,
    dueTo: dueTo ?? null,
  };
}

function isDayOrNone(sent: unknown): sent is string | undefined {
  return sent === undefined || (typeof sent === "string" && isDay(sent));
}
