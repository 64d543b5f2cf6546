/** Lists over the API. */

import { BadRequest } from "../errors.ts";
import { LIST_TAKEN, parseList } from "../forms/list.ts";
import { parseApiListChanges, parseApiMove } from "../forms/list_json.ts";
import type { ViewerHandler } from "../http/require_user.ts";
import {
  createList,
  deleteList,
  findList,
  type List,
  listLists,
  type SaveOutcome,
  updateList,
} from "../models/lists.ts";
import { moveRow } from "../models/positions.ts";
import { paths } from "../paths.ts";
import type { Services } from "../services.ts";
import { answer, listJson, setChange } from "./answers.ts";
import { InvalidFields, read } from "./errors.ts";
import { idOf, notFound } from "./parameters.ts";

export function listsApi(context: Services) {
  const index: ViewerHandler = async (req, res, { scope }) => {
    const { archived = "false" } = req.query;
    if (archived !== "true" && archived !== "false") {
      throw new BadRequest("Archived must be true or false");
    }
    const lists = await listLists(scope, { archived: archived === "true" });
    answer(req, res, 200, { lists: lists.map(listJson) });
  };

  const create: ViewerHandler = async (req, res, { scope }) => {
    const form = read(parseList(req.body));
    const { value, changeId } = saved(await createList(scope, form, context.clock()));
    setChange(res, changeId);
    res.location(paths.apiList(scope.userId, value.id));
    answer(req, res, 201, listJson(value));
  };

  const show: ViewerHandler = async (req, res, { scope }) => {
    const list = await findList(scope, idOf(req, "List"));
    if (list === null) throw notFound("List");
    answer(req, res, 200, listJson(list));
  };

  const change: ViewerHandler = async (req, res, { scope }) => {
    const id = idOf(req, "List");
    const sent = read(parseApiListChanges(req.body));
    const list = await findList(scope, id);
    if (list === null) throw notFound("List");
    const { name = list.name, colour = list.colour } = sent;
    const { archived = list.archivedAt !== null } = sent;
    const changes = {
      ...(name !== list.name && { name }),
      ...(colour !== list.colour && { colour }),
      ...(archived !== (list.archivedAt !== null) && { archived }),
    };
    if (Object.keys(changes).length === 0) return answer(req, res, 200, listJson(list));
    const { value, changeId } = saved(await updateList(scope, id, changes, context.clock()));
    setChange(res, changeId);
    answer(req, res, 200, listJson(value));
  };

  const destroy: ViewerHandler = async (req, res, { scope }) => {
    const deleted = await deleteList(scope, idOf(req, "List"), context.clock());
    if (deleted === null) throw notFound("List");
    setChange(res, deleted.changeId);
    res.status(204).end();
  };

  const move: ViewerHandler = async (req, res, { scope }) => {
    const id = idOf(req, "List");
    const to = read(parseApiMove(req.body));
    if (typeof to === "object") {
      const other = to.after === id ? null : await findList(scope, to.after);
      const isBeside = other !== null && other.archivedAt === null;
      if (!isBeside && (await findList(scope, id)) !== null) {
        throw new InvalidFields({ after: "After must be a list that is not archived" });
      }
    }
    const moved = await moveRow(scope, "lists", id, to, context.clock());
    const list = moved === undefined ? null : await findList(scope, id);
    if (moved === undefined || list === null) throw notFound("List");
    setChange(res, moved.changeId);
    answer(req, res, 200, listJson(list));
  };

  return { index, create, show, change, destroy, move };
}

/** @throws InvalidFields when another list has the name, NotFound when there is no such list. */
function saved(outcome: SaveOutcome<List>): SaveOutcome<List> & { outcome: "saved" } {
  if (outcome.outcome === "missing") throw notFound("List");
  if (outcome.outcome === "taken") {
    throw new InvalidFields({ name: LIST_TAKEN });
  }
  return outcome;
}
