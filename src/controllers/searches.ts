/** Saved searches: listed, created, changed, moved and deleted. */
import { done, found } from "../errors.ts";
import { typed } from "../forms/fields.ts";
import { refusedForm } from "../forms/problems.ts";
import { parseSearch, SEARCH_PROBLEMS } from "../forms/saved_search.ts";
import { parseVersion } from "../forms/task.ts";
import type { Action, RequestContext } from "../http/request_context.ts";
import {
  createSearch,
  deleteSearch,
  findSearch,
  listSearches,
  type Search,
  updateSearch,
} from "../models/searches.ts";
import { anchors, paths } from "../paths.ts";
import {
  editSearchPage,
  searchConflictPage,
  searchesPage,
} from "../presenters/saved_search_form.ts";
import { moveByHand } from "./move.ts";

/** The form of a new one can be filled in by the address. */
export const index: Action = async (c) => {
  const values = { name: typed(c.query.name), q: typed(c.query.q) };
  const form = { values, errors: {} };
  return c.page("searches/index", searchesPage(await listSearches(c.scope), form));
};

export const create: Action = async (c) => {
  const form = parseSearch(c.fields);
  if (!form.ok) return c.page("searches/index", searchesPage(await listSearches(c.scope), form));
  const { name, q: query } = form.value;
  const saved = await createSearch(c.scope, { name, query }, c);
  if (!saved.ok) {
    const refused = refusedForm(form.value, saved, SEARCH_PROBLEMS);
    return c.page("searches/index", searchesPage(await listSearches(c.scope), refused));
  }
  const { value: search, changeId: change } = saved;
  // After the Undo the search does not have a page.
  const flash = { text: "Saved the search", subject: search.name, change, undoTo: paths.searches };
  return c.redirect(paths.savedSearch(search.id), flash);
};

/** Another query can be given by the address: the correction of this one. */
export const edit: Action = async (c) => {
  const search = await findOwn(c);
  const values = { name: search.name, q: typed(c.query.q) || search.query };
  return c.page("searches/form", editSearchPage(search, { values, errors: {} }));
};

export const update: Action = async (c) => {
  const search = await findOwn(c);
  const form = parseSearch(c.fields);
  if (!form.ok) return c.page("searches/form", editSearchPage(search, form));
  const { name, q: query } = form.value;
  const expected = { version: parseVersion(c.fields.version), requestKey: c.requestKey };
  const saved = await updateSearch(c.scope, search.id, { name, query }, expected);
  const isStale = !saved.ok && saved.problems[0].code === "stale";
  const conflict = isStale ? searchConflictPage(await findOwn(c), form.value) : null;
  if (conflict !== null) return c.page("searches/form", conflict);
  if (!saved.ok && !isStale) {
    const refused = refusedForm(form.value, saved, SEARCH_PROBLEMS);
    return c.page("searches/form", editSearchPage(search, refused));
  }
  // What was saved elsewhere meanwhile may be the same.
  const change = saved.ok ? saved.changeId : null;
  return c.redirect(paths.savedSearch(search.id), {
    text: "Saved the search",
    subject: name,
    change,
  });
};

export const destroy: Action = async (c) => {
  const { value, changeId: change } = done(await deleteSearch(c.scope, c.id(), c));
  const flash = { text: "Deleted the search", subject: value.name, receipt: "Its tasks stay" };
  return c.redirect(paths.searches, { ...flash, change });
};

export const move: Action = (c) =>
  moveByHand(c, {
    table: "searches",
    id: c.id(),
    page: paths.searches,
    anchor: anchors.search(c.id()),
  });

async function findOwn(c: RequestContext): Promise<Search> {
  return found(await findSearch(c.scope, c.id()));
}
