/** The one table of navigation links, for the sidebar, the bottom bar and its menu. */

import { paths } from "../paths.ts";
import type { Count } from "./models/elements.ts";
import type { Icon, Navigation, NavLink } from "./models/page.ts";

/** What depends on the user and the page. */
interface NavigationContents {
  /** The path of the page, without its query. */
  here: string;
  counts: Partial<Record<Icon, Count>>;
  lists: { id: number; name: string; colour: string; count: Count }[];
  tags: { name: string; count: Count }[];
  searches: { id: number; name: string; count: Count | null }[];
}

/** Without `contents`, for error pages: only the links that everyone has, without counts. */
export function navigationLinks(contents?: NavigationContents): Navigation {
  const { here, counts = {}, lists = [], tags = [], searches = [] } = contents ?? {};
  const link = (href: string, label: string, more: Partial<NavLink> = {}): NavLink => {
    return { href, label, count: null, current: href === here, ...more };
  };
  const place = (href: string, label: string, icon: Icon) =>
    link(href, label, { icon, count: counts[icon] ?? null });
  return {
    bar: [place(paths.dashboard, "Today", "today"), place(paths.upcoming, "Upcoming", "upcoming")],
    find: place(paths.search, "Find", "find"),
    menu: [
      {
        heading: null,
        links: [
          place(paths.newTask, "New task", "new"),
          place(paths.calendar, "Calendar", "calendar"),
          place(paths.inbox, "Inbox", "inbox"),
          place(paths.someday, "Someday", "someday"),
          place(paths.tasks, "All tasks", "all"),
          place(paths.completed, "Completed", "completed"),
        ],
      },
      {
        heading: "Lists",
        links: [
          ...lists.map(({ id, name, ...more }) =>
            link(paths.list(id), name, { ...more, isOwn: true }),
          ),
          link(paths.newList, "New list", { isAction: true }),
        ],
      },
      {
        heading: "Searches",
        links: searches.map(({ id, name, count }) =>
          link(paths.savedSearch(id), name, { count, isOwn: true }),
        ),
      },
      {
        heading: "Tags",
        links: tags.map(({ name, count }) =>
          link(paths.tag(name), `#${name}`, { count, isOwn: true }),
        ),
      },
      {
        heading: null,
        links: [
          link(paths.lists, "All lists"),
          ...(searches.length > 0 ? [link(paths.searches, "All searches")] : []),
          link(paths.tags, "All tags"),
          link(paths.review, "Review"),
          link(paths.history, "History"),
          link(paths.trash, "Trash"),
          link(paths.help, "Help"),
          link(paths.settings, "Settings"),
        ],
      },
    ].filter(({ links }) => links.length > 0),
  };
}
