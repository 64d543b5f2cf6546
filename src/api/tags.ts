/** Tags over the API: they are made by being put on a task. */

import { parseTag, TAG_TAKEN } from "../forms/tag.ts";
import type { ViewerHandler } from "../http/require_user.ts";
import { deleteTag, findTag, listTags, renameTag } from "../models/tags.ts";
import type { Services } from "../services.ts";
import { answer, setChange, tagJson } from "./answers.ts";
import { InvalidFields, read } from "./errors.ts";
import { idOf, notFound } from "./parameters.ts";

export function tagsApi(context: Services) {
  const index: ViewerHandler = async (req, res, { scope }) => {
    const tags = await listTags(scope);
    answer(req, res, 200, { tags: tags.map(tagJson) });
  };

  const change: ViewerHandler = async (req, res, { scope }) => {
    const id = idOf(req, "Tag");
    const { name } = read(parseTag(req.body));
    const same = await findTag(scope, name);
    if (same?.id === id && same.name === name) return answer(req, res, 200, tagJson(same));
    const renamed = await renameTag(scope, id, name, context.clock());
    if (renamed === null) throw notFound("Tag");
    if (renamed === "taken") throw new InvalidFields({ name: TAG_TAKEN });
    setChange(res, renamed.changeId);
    answer(req, res, 200, tagJson(renamed.tag));
  };

  const destroy: ViewerHandler = async (req, res, { scope }) => {
    const deleted = await deleteTag(scope, idOf(req, "Tag"), context.clock());
    if (deleted === null) throw notFound("Tag");
    setChange(res, deleted.changeId);
    res.status(204).end();
  };

  return { index, change, destroy };
}
