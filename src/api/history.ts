/** The history over the API: what was done, and taking it back. */

import { BadRequest } from "../errors.ts";
import { parseHistoryPage, parseUndo } from "../forms/paging_json.ts";
import type { ViewerHandler } from "../http/require_user.ts";
import { type ChangedSince, listChanges, undoChange } from "../models/changes.ts";
import type { Services } from "../services.ts";
import { answer, changeJson, setChange } from "./answers.ts";
import { read } from "./errors.ts";
import { idOf, notFound } from "./parameters.ts";

/** What an owned row is called; a tag on a task is part of the task. */
const TYPES: Record<ChangedSince["table"], string> = {
  lists: "list",
  sections: "section",
  tags: "tag",
  tasks: "task",
  task_tags: "task",
  changes: "change",
};

export function historyApi(context: Services) {
  const index: ViewerHandler = async (req, res, { scope }) => {
    const page = parseHistoryPage(req.query);
    if (typeof page === "string") throw new BadRequest(page);
    const { entries, next } = await listChanges(scope, page);
    const cursor = next === null ? null : String(next);
    answer(req, res, 200, { changes: entries.map(changeJson), next: cursor });
  };

  const undo: ViewerHandler = async (req, res, { scope }) => {
    const id = idOf(req, "Change");
    const { force } = read(parseUndo(req.body));
    const undone = await undoChange(scope, id, { force }, context.clock());
    switch (undone.outcome) {
      case "missing":
        throw notFound("Change");
      case "conflict": {
        const error = "Some of it has changed since";
        return answer(req, res, 409, { error, conflicts: conflictsOf(undone.rows) });
      }
      case "already":
        return answer(req, res, 200, { change_id: undone.entry.undoneBy });
      case "undone":
        setChange(res, undone.changeId);
        return answer(req, res, 200, { change_id: undone.changeId });
    }
  };

  return { index, undo };
}

/** Each once. */
function conflictsOf(rows: readonly ChangedSince[]) {
  const found = rows.map(({ table, id, name }) => ({ type: TYPES[table], id, name }));
  const byRow = new Map(found.map((row) => [`${row.type} ${row.id}`, row]));
  return [...byRow.values()];
}
