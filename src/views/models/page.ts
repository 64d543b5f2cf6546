/** What every page has: its title, the signed-in person, the navigation, what has just happened. */

import type { Count } from "./elements.ts";

/** What every page has. A page with a `viewer` is drawn in the signed-in layout. */
export interface Page {
  /** Without the product's name, which the layout adds. */
  title: string;
  viewer: { name: string } | null;
  /** The form token; empty on pages that must not differ between two renderings (the 404). */
  csrf: string;
  /** null on pages that must not differ, or cannot ask: errors. */
  navigation: Navigation | null;
  flash: Flash | null;
}

/** The places, lists and tags beside every signed-in page. */
export interface Navigation {
  today: NavLink;
  upcoming: NavLink;
  /** Inbox, Someday, All tasks, Completed. */
  views: (NavLink & { icon: "inbox" | "someday" | "all" | "completed" })[];
  lists: (NavLink & { colour: string })[];
  tags: NavLink[];
  /** New list, History, Trash, Settings. */
  quiet: NavLink[];
}

/** One entry of the navigation. */
export interface NavLink {
  href: string;
  label: string;
  count: Count | null;
  current: boolean;
}

/** What just happened, shown once at the top of the next page: "Completed **Pay rent**." */
export interface Flash {
  kind: "done" | "notice";
  text: string;
  /** The task it is about; `href` is null where it has no page any more, or is the page itself. */
  subject: { title: string; href: string | null } | null;
  /** What was understood of a quick-add line: "due Sat 21 Nov, 09:00 · every month · in Home". */
  receipt: string | null;
  /** Undo, and "Keep it as text". */
  actions: ButtonForm[];
}

/** A small form behind one button, such as Undo. */
export interface ButtonForm {
  label: string;
  action: string;
  fields: Record<string, string>;
}
