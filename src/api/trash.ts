/** The trash over the API; what is to come back is restored as a task. */

import { BadRequest } from "../errors.ts";
import { encodeTrashCursor, parseTrashPage } from "../forms/paging_json.ts";
import type { ViewerHandler } from "../http/require_user.ts";
import { listTrash, purgeTrash } from "../models/trash.ts";
import type { Services } from "../services.ts";
import { answer, trashedJson } from "./answers.ts";
import { idOf, notFound } from "./parameters.ts";

export function trashApi(_context: Services) {
  const index: ViewerHandler = async (req, res, { scope }) => {
    const page = parseTrashPage(req.query);
    if (typeof page === "string") throw new BadRequest(page);
    const { tasks, next } = await listTrash(scope, page);
    const cursor = next === null ? null : encodeTrashCursor(next);
    answer(req, res, 200, { tasks: tasks.map(trashedJson), next: cursor });
  };

  const purge: ViewerHandler = async (req, res, { scope }) => {
    const count = await purgeTrash(scope, idOf(req, "Task"));
    if (count === 0) throw notFound("Task");
    res.status(204).end();
  };

  const purgeAll: ViewerHandler = async (_req, res, { scope }) => {
    await purgeTrash(scope, null);
    res.status(204).end();
  };

  return { index, purge, purgeAll };
}
