/** The places, lists and tags beside every signed-in page. */
import { type Counts, LINKS_MOST, NAVIGATION_MOST } from "../models/navigation_counts.ts";
import { paths } from "../paths.ts";
import type { Count } from "../views/models/elements.ts";
import type { Navigation, NavLink } from "../views/models/page.ts";

/** @param here the path of the page that it stands beside, without its query. */
export function navigation(counts: Counts, here: string): Navigation {
  const hasMoreLists = counts.lists.length > LINKS_MOST;
  const link = (href: string, label: string, count: number | null): NavLink => ({
    href,
    label,
    count: count === null || count === 0 ? null : toCount(count),
    current: href === here,
  });
  return {
    today: link(paths.dashboard, "Today", counts.today),
    upcoming: link(paths.upcoming, "Upcoming", counts.upcoming),
    views: [
      { ...link(paths.inbox, "Inbox", counts.inbox), icon: "inbox" },
      { ...link(paths.someday, "Someday", counts.someday), icon: "someday" },
      { ...link(paths.tasks, "All tasks", counts.pending), icon: "all" },
      { ...link(paths.completed, "Completed", null), icon: "completed" },
    ],
    lists: counts.lists.slice(0, LINKS_MOST).map(({ id, name, colour, count }) => ({
      ...link(paths.list(id), name, count),
      colour,
    })),
    tags: counts.tags
      .slice(0, LINKS_MOST)
      .map(({ name, count }) => link(paths.tag(name), `#${name}`, count)),
    quiet: [
      link(paths.lists, hasMoreLists ? "All lists" : "Lists", null),
      link(paths.history, "History", null),
      link(paths.trash, "Trash", null),
      link(paths.settings, "Settings", null),
    ],
  };
}

/** A count that was stopped at its limit says so: "99+". */
export function toCount(value: number): Count {
  const most = NAVIGATION_MOST;
  return { value, text: value >= most ? `${most - 1}+` : String(value) };
}
