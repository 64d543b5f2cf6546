/** The history of changes over the API, and undoing them. */
import type { NamedRow, Problem } from "../db/saved.ts";
import { orBadRequest } from "../errors.ts";
import type { Action } from "../http/request_context.ts";
import { listChanges, undoChange } from "../models/changes.ts";
import { valid } from "./errors.ts";
import { changeHeaders, changeJson } from "./json.ts";
import { idOf } from "./parameters.ts";
import { done } from "./problems.ts";
import { parseHistoryPage, parseUndo } from "./schemas/history.ts";

/** What the API calls a row; a tag on a task is part of the task. */
const TYPES: Record<NamedRow["table"], string> = {
  lists: "list",
  sections: "section",
  tags: "tag",
  tasks: "task",
  task_tags: "task",
  searches: "search",
  changes: "change",
};

export const index: Action = async (c) => {
  const page = orBadRequest(parseHistoryPage(c.query));
  const { entries, next } = await listChanges(c.scope, page);
  const cursor = next === null ? null : String(next);
  return c.json(200, { changes: entries.map(changeJson), next: cursor });
};

export const undo: Action = async (c) => {
  const { force } = valid(parseUndo(c.fields));
  const saved = await undoChange(c.scope, idOf(c, "Change"), { force, requestKey: c.requestKey });
  if (!saved.ok && saved.problems[0].rows !== undefined) {
    const conflicts = conflictsOf(saved.problems[0].rows);
    return c.json(409, { error: conflictError(saved.problems[0]), conflicts });
  }
  const { value, changeId } = done(saved, "Change");
  return c.json(200, { change_id: value.already ?? changeId }, changeHeaders(changeId));
};

function conflictError({ code, rows = [] }: Problem): string {
  if (code !== "blocked") return "Some of it has changed since";
  return rows.length > 0 ? "A name that it needs is in use" : "Part of it is gone for good";
}

/** Each row once. */
function conflictsOf(rows: readonly NamedRow[]) {
  const found = rows.map(({ table, id, name }) => ({ type: TYPES[table], id, name }));
  const byRow = new Map(found.map((row) => [`${row.type} ${row.id}`, row]));
  return [...byRow.values()];
}
