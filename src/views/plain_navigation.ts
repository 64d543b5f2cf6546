/** The navigation of a page that cannot ask for lists and counts: errors. */
import { paths } from "../paths.ts";
import type { Navigation, NavLink } from "./models/page.ts";

export const PLAIN_NAVIGATION: Navigation = {
  today: link(paths.dashboard, "Today"),
  upcoming: link(paths.upcoming, "Upcoming"),
  views: [
    { ...link(paths.inbox, "Inbox"), icon: "inbox" },
    { ...link(paths.someday, "Someday"), icon: "someday" },
    { ...link(paths.tasks, "All tasks"), icon: "all" },
    { ...link(paths.completed, "Completed"), icon: "completed" },
  ],
  lists: [],
  tags: [],
  quiet: [
    link(paths.lists, "Lists"),
    link(paths.history, "History"),
    link(paths.trash, "Trash"),
    link(paths.settings, "Settings"),
  ],
};

function link(href: string, label: string): NavLink {
  return { href, label, count: null, current: false };
}
