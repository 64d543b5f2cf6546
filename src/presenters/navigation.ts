/** The navigation of signed-in pages: links with counts, lists and tags. */
import type { UserScope } from "../db/scope.ts";
import {
  type Counts,
  countForNavigation,
  LINKS_MOST,
  NAVIGATION_MOST,
} from "../models/navigation_counts.ts";
import type { Count } from "../views/models/elements.ts";
import type { Navigation } from "../views/models/page.ts";
import { navigationLinks } from "../views/navigation.ts";

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
  });
}

/** A count that reached its limit is shown as "99+". */
export function toCount(value: number): Count {
  const most = NAVIGATION_MOST;
  return { value, text: value >= most ? `${most - 1}+` : String(value) };
}

function counted<Row extends { count: number }>(rows: Row[]) {
  return rows.slice(0, LINKS_MOST).map((row) => ({ ...row, count: toCount(row.count) }));
}
