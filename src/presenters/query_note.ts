/** What a page says about a query: what was understood of it, and what was not. */

import type { ReadQuery } from "../models/search_query.ts";
import { sentenceOf } from "../search/explain.ts";
import { corrected } from "../search/faults.ts";
import { FIELDS } from "../search/terms.ts";
import type { QueryNote } from "../views/models/search.ts";

interface NoteOptions {
  /** How many tasks are found; null: it is not said. */
  count: number | null;
  /** The tasks are in another order than the query asks for. */
  isReordered: boolean;
  /** The address of the same page with another query. */
  to: (query: string) => string;
}

export function toQueryNote(
  { text, explanation, sort, faults }: ReadQuery,
  { count, isReordered, to }: NoteOptions,
): QueryNote {
  const order = isReordered ? null : sort;
  return {
    words: explanation && sentenceOf(explanation, { count, sort: order }),
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
