/** Links from the numbers of the review to the search that finds what they count. */
import type { DayRange } from "../dates/day_bounds.ts";
import type { ListOutline } from "../models/lists.ts";
import { paths } from "../paths.ts";
import { printTerm } from "../search/print.ts";

export interface ReviewLinks {
  /** What was completed in these days; null: nothing was. @param also what else its query asks for. */
  completed(range: DayRange, count: number, also?: string): string | null;
  /** In a list; null: the Inbox. */
  inList(name: string | null): string;
  withTag(name: string): string;
}

/** The review counts what is in archived lists, which a query only finds if it asks for it. */
export function reviewLinks(lists: readonly ListOutline[]): ReviewLinks {
  const everywhere = lists.some(({ archived }) => archived) ? " (is:archived or -is:archived)" : "";
  return {
    completed({ from, to }, count, also = "") {
      if (count === 0) return null;
      const [first, last] = [from, to].map((day) => ({ day, isIncluded: true }));
      const days = {
        kind: "day",
        field: "completed",
        from: first ?? null,
        to: last ?? null,
      } as const;
      return paths.searchFor(`${printTerm(days)}${also}${everywhere}`);
    },
    inList: (name) => (name === null ? " is:inbox" : ` ${printTerm({ kind: "list", name })}`),
    withTag: (name) => ` ${printTerm({ kind: "tag", name })}`,
  };
}

/** The tasks of which the review shows the oldest. */
export const UNPLANNED = paths.searchFor("(is:overdue or is:someday) -is:hidden sort:created");
