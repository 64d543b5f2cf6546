/** The sections of lists over the API. */
import type { Action } from "../http/request_context.ts";
import { findList } from "../models/lists.ts";
import { moveRow } from "../models/positions.ts";
import {
  createSection,
  deleteSection,
  findSection,
  listSections,
  updateSection,
} from "../models/sections.ts";
import { paths } from "../paths.ts";
import { valid } from "./errors.ts";
import { changeHeaders, sectionJson } from "./json.ts";
import { foundOr, idOf } from "./parameters.ts";
import { done } from "./problems.ts";
import { parseSection } from "./schemas/lists.ts";
import { parseApiMove } from "./schemas/move.ts";

export const index: Action = async (c) => {
  const { id } = foundOr("List", await findList(c.scope, idOf(c, "List")));
  const sections = await listSections(c.scope, id);
  return c.json(200, { sections: sections.map(sectionJson) });
};

export const create: Action = async (c) => {
  const listId = idOf(c, "List");
  const { name } = valid(parseSection(c.fields));
  const { value, changeId } = done(await createSection(c.scope, { listId, name }, c), "List");
  const headers = { Location: paths.apiSection(c.user.id, value.id), ...changeHeaders(changeId) };
  return c.json(201, sectionJson(value), headers);
};

export const change: Action = async (c) => {
  const id = idOf(c, "Section");
  const changes = valid(parseSection(c.fields));
  const { value, changeId } = done(await updateSection(c.scope, id, changes, c), "Section");
  return c.json(200, sectionJson(value), changeHeaders(changeId));
};

export const destroy: Action = async (c) => {
  const { changeId } = done(await deleteSection(c.scope, idOf(c, "Section"), c), "Section");
  return c.empty(204, changeHeaders(changeId));
};

export const move: Action = async (c) => {
  const id = idOf(c, "Section");
  const wanted = { move: valid(parseApiMove(c.fields)), requestKey: c.requestKey };
  const { changeId } = done(await moveRow(c.scope, "sections", id, wanted), "Section");
  const section = foundOr("Section", await findSection(c.scope, id));
  return c.json(200, sectionJson(section), changeHeaders(changeId));
};
