/** Tags over the API; putting one on a task creates it. */
import type { Action } from "../http/request_context.ts";
import { deleteTag, listTags, renameTag } from "../models/tags.ts";
import { valid } from "./errors.ts";
import { changeHeaders, tagJson } from "./json.ts";
import { idOf } from "./parameters.ts";
import { done } from "./problems.ts";
import { parseTag } from "./schemas/lists.ts";

export const index: Action = async (c) => {
  const tags = await listTags(c.scope);
  return c.json(200, { tags: tags.map(tagJson) });
};

export const change: Action = async (c) => {
  const id = idOf(c, "Tag");
  const wanted = { ...valid(parseTag(c.fields)), requestKey: c.requestKey };
  const { value, changeId } = done(await renameTag(c.scope, id, wanted), "Tag");
  return c.json(200, tagJson(value), changeHeaders(changeId));
};

export const destroy: Action = async (c) => {
  const { changeId } = done(await deleteTag(c.scope, idOf(c, "Tag"), c), "Tag");
  return c.empty(204, changeHeaders(changeId));
};
