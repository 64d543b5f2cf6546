/** The page with all saved searches, and the one on which a search is changed or deleted. */
import type { SearchField } from "../forms/saved_search.ts";
import type { PageModel } from "../http/reply.ts";
import type { Search } from "../models/searches.ts";
import { paths } from "../paths.ts";
import type { FormView } from "../views/models/form.ts";

type SearchForm = FormView<SearchField>;

/** @param form of a new one. */
export function searchesPage(
  searches: readonly Search[],
  form: SearchForm,
): PageModel<"searches/index"> {
  const rows = searches.map(({ id, name, query }) => ({ id, name, query }));
  return { title: "Searches", here: paths.searches, searches: rows, form };
}

/** @param form as it was typed; by default as it is saved. */
export function editSearchPage(
  { id, name, query, version }: Search,
  form: SearchForm = { values: { name, q: query }, errors: {} },
): PageModel<"searches/form"> {
  const here = paths.savedSearch(id);
  return { title: `Edit ${name}`, here, id, version, form };
}

/**
 * The form as it was typed, after the search was saved elsewhere: what differs is said beside its field.
 * @returns null: nothing differs.
 */
export function searchConflictPage(
  search: Search,
  values: SearchForm["values"],
): PageModel<"searches/form"> | null {
  const saved = { name: search.name, q: search.query };
  const errors: SearchForm["errors"] = {};
  for (const field of ["name", "q"] as const) {
    if (values[field] === saved[field]) continue;
    errors[field] = `It was saved elsewhere as “${saved[field]}”. Save again to keep yours.`;
  }
  if (Object.keys(errors).length === 0) return null;
  return { ...editSearchPage(search, { values, errors }), status: 409 };
}
