/** What a page says about a query: what was understood of it, and what was not. */

import type { ReadQuery } from "../models/search_query.ts";
import { corrected } from "../search/faults.ts";
import { FIELDS } from "../search/terms.ts";
import type { QueryNote } from "../views/models/search.ts";

/** @param to the address of the same page with another query. */
export function toQueryNote(
  { text, explanation, faults }: ReadQuery,
  to: (query: string) => string,
): QueryNote {
  return {
    words: explanation,
    isSaved: false,
    fields: FIELDS,
    faults: faults.map((fault) => {
      const { start, end, message } = fault;
      const correction = corrected(text, fault);
      return {
        message,
        before: text.slice(0, start),
        wrong: text.slice(start, end),
        after: text.slice(end),
        correction: correction === null ? null : { href: to(correction), label: correction },
      };
    }),
  };
}
