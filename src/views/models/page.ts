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
  /** In the bottom bar of a phone, where the menu is behind a button; at the top of the sidebar. */
  bar: NavLink[];
  /** The last of the bar. */
  newTask: NavLink;
  menu: NavGroup[];
}

export interface NavGroup {
  heading: string | null;
  links: NavLink[];
}

export interface NavLink {
  href: string;
  label: string;
  count: Count | null;
  current: boolean;
  /** In the margin: a place has an icon, a list a dot of its colour. */
  icon?: Icon;
  colour?: string;
  /** It makes something: less to the fore than what is there already. */
  isAction?: boolean;
  /** The label is a name that the person gave, in any script. */
  isOwn?: boolean;
}

export type Icon = "today" | "upcoming" | "new" | "inbox" | "someday" | "all" | "completed";

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
