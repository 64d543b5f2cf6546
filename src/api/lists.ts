/** Lists over the API. */
import { orBadRequest } from "../errors.ts";
import type { Action } from "../http/request_context.ts";
import { createList, deleteList, findList, listLists, updateList } from "../models/lists.ts";
import { moveRow } from "../models/positions.ts";
import { paths } from "../paths.ts";
import { valid } from "./errors.ts";
import { changeHeaders, listJson } from "./json.ts";
import { foundOr, idOf } from "./parameters.ts";
import { done } from "./problems.ts";
import { parseApiListChanges, parseList, parseListsQuery } from "./schemas/lists.ts";
import { parseApiMove } from "./schemas/move.ts";

export const index: Action = async (c) => {
  const query = orBadRequest(parseListsQuery(c.query));
  const lists = await listLists(c.scope, query);
  return c.json(200, { lists: lists.map(listJson) });
};

export const create: Action = async (c) => {
  const { value, changeId } = done(
    await createList(c.scope, valid(parseList(c.fields)), c),
    "List",
  );
  const headers = { Location: paths.apiList(c.user.id, value.id), ...changeHeaders(changeId) };
  return c.json(201, listJson(value), headers);
};

export const show: Action = async (c) =>
  c.json(200, listJson(foundOr("List", await findList(c.scope, idOf(c, "List")))));

export const change: Action = async (c) => {
  const id = idOf(c, "List");
  const changes = valid(parseApiListChanges(c.fields));
  const { value, changeId } = done(await updateList(c.scope, id, changes, c), "List");
  return c.json(200, listJson(value), changeHeaders(changeId));
};

export const destroy: Action = async (c) => {
  const { changeId } = done(await deleteList(c.scope, idOf(c, "List"), c), "List");
  return c.empty(204, changeHeaders(changeId));
};

export const move: Action = async (c) => {
  const id = idOf(c, "List");
  const wanted = { move: valid(parseApiMove(c.fields)), requestKey: c.requestKey };
  const { changeId } = done(await moveRow(c.scope, "lists", id, wanted), "List");
  const list = foundOr("List", await findList(c.scope, id));
  return c.json(200, listJson(list), changeHeaders(changeId));
};
