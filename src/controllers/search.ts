/** Finds tasks by a query, or by the form that writes one. */

import { listAddress } from "../forms/list_controls.ts";
import { queryOfFields } from "../forms/search.ts";
import type { Action } from "../http/request_context.ts";
import { paths } from "../paths.ts";
import { searchPage } from "../presenters/search_page.ts";

export const show: Action = async (c) => {
  const written = queryOfFields(c.query, c.scope.dateContext);
  if (written !== null) return c.redirect(listAddress(paths.search, { q: written || null }));
  return c.page("search/show", await searchPage(c.scope, c.address));
};
