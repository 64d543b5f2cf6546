/** Where the list that a line names is: a list, a section of it ("Holiday/Packing"), or the Inbox. */
import type { ListOutline } from "../models/lists.ts";
import type { NewTask } from "../models/task_mutations.ts";
import { nameKey } from "../text.ts";

type Place = Pick<NewTask, "listName" | "listId" | "sectionId">;

/**
 * The task with its list found by name. A list with the whole name comes first; a name before a slash
 * is that list's, with or without such a section; any other one stays the name of a list.
 */
export function atNamedPlace<Task extends Place>(task: Task, lists: readonly ListOutline[]): Task {
  const { listName = null, ...rest } = task;
  const place = listName === null ? null : findPlace(listName, lists);
  return place === null ? task : { ...(rest as Task), ...place };
}

/** The archived list that a task would come into by the name in its line; null: it comes into none. */
export function archivedPlaceOf(
  { listName = null }: Place,
  lists: readonly ListOutline[],
): string | null {
  if (listName === null) return null;
  const { listId = null } = findPlace(listName, lists) ?? {};
  const list = lists.find(({ id, name }) =>
    listId === null ? isSame(name, listName) : id === listId,
  );
  return list?.archived ? list.name : null;
}

/** null: it is the name of a list, which there may not be yet. */
function findPlace(name: string, lists: readonly ListOutline[]): Place | null {
  if (lists.some((list) => isSame(list.name, name))) return null;
  if (isSame(name, "inbox")) return { listId: null, sectionId: null };
  const [, before = "", after = ""] = /^([^/]+)\/(.+)$/su.exec(name) ?? [];
  const list = lists.find((one) => isSame(one.name, before.trim()));
  if (list === undefined) return null;
  const section = list.sections.find((one) => isSame(one.name, after.trim()));
  return { listId: list.id, sectionId: section?.id ?? null };
}

function isSame(name: string, other: string): boolean {
  return nameKey(name) === nameKey(other);
}
