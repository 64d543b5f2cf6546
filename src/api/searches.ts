/** Saved searches over the API. */
import type { JsonReply } from "../http/reply.ts";
import type { Action, RequestContext } from "../http/request_context.ts";
import { moveRow } from "../models/positions.ts";
import {
  createSearch,
  deleteSearch,
  findSearch,
  listSearches,
  type Search,
  type SearchChanges,
  updateSearch,
} from "../models/searches.ts";
import { paths } from "../paths.ts";
import { valid } from "./errors.ts";
import { etagOfVersion, ifVersionMatches } from "./etag.ts";
import { changeHeaders, searchJson } from "./json.ts";
import { foundOr, idOf } from "./parameters.ts";
import { done } from "./problems.ts";
import { parseApiMove } from "./schemas/move.ts";
import { parseApiSearchChanges, parseSearch } from "./schemas/searches.ts";

export const index: Action = async (c) => {
  const searches = await listSearches(c.scope);
  return c.json(200, { searches: searches.map(searchJson) });
};

export const create: Action = async (c) => {
  const { name, q: query } = valid(parseSearch(c.fields));
  const { value, changeId } = done(await createSearch(c.scope, { name, query }, c), "Search");
  const location = { Location: paths.apiSearch(c.user.id, value.id) };
  return searchReply(c, 201, value, { ...location, ...changeHeaders(changeId) });
};

export const show: Action = async (c) =>
  searchReply(c, 200, foundOr("Search", await findSearch(c.scope, idOf(c, "Search"))));

export const change: Action = async (c) => {
  const id = idOf(c, "Search");
  const { q: query, ...named } = valid(parseApiSearchChanges(c.fields));
  const values: SearchChanges = query === undefined ? named : { ...named, query };
  const expected = { matches: ifVersionMatches(c), requestKey: c.requestKey };
  const saved = done(await updateSearch(c.scope, id, values, expected), "Search");
  return searchReply(c, 200, saved.value, changeHeaders(saved.changeId));
};

export const destroy: Action = async (c) => {
  const expected = { matches: ifVersionMatches(c), requestKey: c.requestKey };
  const deleted = await deleteSearch(c.scope, idOf(c, "Search"), expected);
  return c.empty(204, changeHeaders(done(deleted, "Search").changeId));
};

export const move: Action = async (c) => {
  const id = idOf(c, "Search");
  const wanted = { move: valid(parseApiMove(c.fields)), requestKey: c.requestKey };
  const { changeId } = done(await moveRow(c.scope, "searches", id, wanted), "Search");
  const search = foundOr("Search", await findSearch(c.scope, id));
  return searchReply(c, 200, search, changeHeaders(changeId));
};

function searchReply(
  c: RequestContext,
  status: number,
  search: Search,
  headers: Record<string, string> = {},
): JsonReply {
  return c.json(status, searchJson(search), { ETag: etagOfVersion(search), ...headers });
}
