/** The trash over the API; tasks.ts restores from it. */
import { orBadRequest } from "../errors.ts";
import { encodeTrashCursor } from "../forms/trash_page.ts";
import type { Action } from "../http/request_context.ts";
import { listTrash, purgeTrash } from "../models/trash.ts";
import { trashedJson } from "./json.ts";
import { idOf } from "./parameters.ts";
import { notFound } from "./problems.ts";
import { parseTrashPage } from "./schemas/history.ts";

export const index: Action = async (c) => {
  const page = orBadRequest(parseTrashPage(c.query));
  const { tasks, next } = await listTrash(c.scope, page);
  const cursor = next === null ? null : encodeTrashCursor(next);
  return c.json(200, { tasks: tasks.map(trashedJson), next: cursor });
};

export const purge: Action = async (c) => {
  const count = await purgeTrash(c.scope, idOf(c, "Task"));
  if (count === 0) throw notFound("Task");
  return c.empty(204);
};

export const purgeAll: Action = async (c) => {
  await purgeTrash(c.scope, null);
  return c.empty(204);
};
