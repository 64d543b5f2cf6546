/** The pages on which lists are created and changed. */
import type { UserScope } from "../db/scope.ts";
import { found } from "../errors.ts";
import type { ListField } from "../forms/list.ts";
import type { PageModel } from "../http/reply.ts";
import { COLOURS, findList, type List } from "../models/lists.ts";
import { listSections } from "../models/sections.ts";
import { paths } from "../paths.ts";
import { capitalized } from "../text.ts";
import type { Choice, FormView } from "../views/models/form.ts";

type ListForm = FormView<ListField>;

/** What was typed into a form of the page. */
interface TypedListForms {
  form?: ListForm;
  sectionForm?: FormView<"name">;
  /** The section that `sectionForm` renames; without it a new one. */
  sectionId?: number;
}

export function listsPage(lists: readonly List[]): PageModel<"lists/index"> {
  const rows = lists.map(({ id, name, colour, archivedAt }) => {
    return { id, name, colour, archived: archivedAt !== null };
  });
  return { title: "Lists", lists: rows };
}

export function newListPage(form: ListForm): PageModel<"lists/form"> {
  const none = { id: null, sections: [], sectionForm: emptySection(), archived: false };
  return { title: "New list", form, colours: colourChoices(form.values.colour), ...none };
}

/** The form of an existing list, with its sections. @throws NotFound if there is no such list. */
export async function editListPage(
  scope: UserScope,
  id: number,
  typed: TypedListForms = {},
): Promise<PageModel<"lists/form">> {
  const [list, sections] = await Promise.all([findList(scope, id), listSections(scope, id)]);
  const { name, colour, archivedAt } = found(list);
  const form = typed.form ?? { values: { name, colour }, errors: {} };
  return {
    title: `Edit ${name}`,
    here: paths.list(id),
    id,
    form,
    colours: colourChoices(form.values.colour),
    sections: sections.map((section) => ({ id: section.id, name: section.name })),
    sectionForm: typed.sectionForm ?? emptySection(),
    ...(typed.sectionId === undefined ? {} : { sectionId: typed.sectionId }),
    archived: archivedAt !== null,
  };
}

function emptySection(): FormView<"name"> {
  return { values: { name: "" }, errors: {} };
}

function colourChoices(chosen: string): Choice[] {
  return COLOURS.map((value) => ({
    value,
    label: capitalized(value),
    selected: value === chosen,
  }));
}
