/** The navigation of signed-in pages: links with counts, lists, tags and saved searches. */
import type { UserScope } from "../db/scope.ts";
import { type Counts, countForNavigation, LINKS_MOST } from "../models/navigation_counts.ts";
import { COUNTED_MOST } from "../models/view_counts.ts";
import type { Count } from "../views/models/elements.ts";
import type { Navigation } from "../views/models/page.ts";
import { navigationLinks } from "../views/navigation.ts";

const NUMBERS = new Intl.NumberFormat("en");

export async function loadNavigation(scope: UserScope, here: string): Promise<Navigation> {
  return navigation(await countForNavigation(scope), here);
}

/** @param here the path of the page, without the query. */
export function navigation(counts: Counts, here: string): Navigation {
  return navigationLinks({
    here,
    counts: {
      today: toCount(counts.today),
      upcoming: toCount(counts.upcoming),
      inbox: toCount(counts.inbox),
      someday: toCount(counts.someday),
      all: toCount(counts.pending),
    },
    lists: counted(counts.lists),
    tags: counted(counts.tags),
    searches: counts.searches.slice(0, LINKS_MOST).map((search) => ({
      ...search,
      count: search.count === null ? null : toCount(search.count),
    })),
  });
}

/** Beyond what is counted: "1,000+". */
export function toCount(value: number): Count {
  const text = NUMBERS.format(Math.min(value, COUNTED_MOST));
  return { value, text: value > COUNTED_MOST ? `${text}+` : text };
}

function counted<Row extends { count: number }>(rows: Row[]) {
  return rows.slice(0, LINKS_MOST).map((row) => ({ ...row, count: toCount(row.count) }));
}
