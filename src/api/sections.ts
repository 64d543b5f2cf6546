/** The sections of lists over the API. */

import { parseApiMove } from "../forms/list_json.ts";
import { parseSection } from "../forms/section.ts";
import type { ViewerHandler } from "../http/require_user.ts";
import {
  createSection,
  deleteSection,
  findList,
  findSection,
  listSections,
  updateSection,
} from "../models/lists.ts";
import { moveRow } from "../models/positions.ts";
import { paths } from "../paths.ts";
import type { Services } from "../services.ts";
import { answer, sectionJson, setChange } from "./answers.ts";
import { InvalidFields, read } from "./errors.ts";
import { idOf, notFound } from "./parameters.ts";

export function sectionsApi(context: Services) {
  const index: ViewerHandler = async (req, res, { scope }) => {
    const id = idOf(req, "List");
    if ((await findList(scope, id)) === null) throw notFound("List");
    const sections = await listSections(scope, id);
    answer(req, res, 200, { sections: sections.map(sectionJson) });
  };

  const create: ViewerHandler = async (req, res, { scope }) => {
    const id = idOf(req, "List");
    const { name } = read(parseSection(req.body));
    const created = await createSection(scope, id, name, context.clock());
    if (created === null) throw notFound("List");
    setChange(res, created.changeId);
    res.location(paths.apiSection(scope.userId, created.section.id));
    answer(req, res, 201, sectionJson(created.section));
  };

  const change: ViewerHandler = async (req, res, { scope }) => {
    const id = idOf(req, "Section");
    const { name } = read(parseSection(req.body));
    const section = await findSection(scope, id);
    if (section?.name === name) return answer(req, res, 200, sectionJson(section));
    const changed = await updateSection(scope, id, { name }, context.clock());
    if (changed === null) throw notFound("Section");
    setChange(res, changed.changeId);
    answer(req, res, 200, sectionJson(changed.section));
  };

  const destroy: ViewerHandler = async (req, res, { scope }) => {
    const deleted = await deleteSection(scope, idOf(req, "Section"), context.clock());
    if (deleted === null) throw notFound("Section");
    setChange(res, deleted.changeId);
    res.status(204).end();
  };

  const move: ViewerHandler = async (req, res, { scope }) => {
    const id = idOf(req, "Section");
    const to = read(parseApiMove(req.body));
    const before = await findSection(scope, id);
    if (before === null) throw notFound("Section");
    if (typeof to === "object") {
      const other = to.after === id ? null : await findSection(scope, to.after);
      if (other?.listId !== before.listId) {
        throw new InvalidFields({ after: "After must be a section of the same list" });
      }
    }
    const moved = await moveRow(scope, "sections", id, to, context.clock());
    const section = moved === undefined ? null : await findSection(scope, id);
    if (moved === undefined || section === null) throw notFound("Section");
    setChange(res, moved.changeId);
    answer(req, res, 200, sectionJson(section));
  };

  return { index, create, change, destroy, move };
}
