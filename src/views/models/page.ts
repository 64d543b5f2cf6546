/** What every page has: title, signed-in user, navigation, flash message. */

import type { Appearance } from "../../appearance.ts";
import type { TimeFormat } from "../../dates/clock_time.ts";
import type { Count, Link } from "./elements.ts";

/** A page with a `currentUser` gets the signed-in layout. */
export interface Page {
  /** Without the product name, which the layout appends. */
  title: string;
  currentUser: { name: string } | null;
  appearance: Appearance;
  /** How times are written. */
  timeFormat: TimeFormat;
  /** In the header of the other layout; null: the link to sign in. */
  headerLink: HeaderLink | null;
  /** The CSRF token; empty on pages that must always render the same (the 404). */
  csrf: string;
  /** Names this showing of the page: its forms carry it, so that posting one twice does it once. */
  requestKey: string;
  /** null on error pages, which must always render the same or cannot query. */
  navigation: Navigation | null;
  flash: Flash | null;
}

/** A link, or the button to sign out. */
export type HeaderLink = Link | "signout";

/** The links beside every signed-in page. */
export interface Navigation {
  /** The bottom bar on a phone, the top of the sidebar elsewhere. */
  bar: NavLink[];
  /** The last link of the bar; elsewhere the box in the sidebar is in its place. */
  find: NavLink;
  /** Behind a button of the bar on a phone, below it in the sidebar. */
  menu: { heading: string | null; links: NavLink[] }[];
}

export interface NavLink {
  href: string;
  label: string;
  count: Count | null;
  current: boolean;
  /** In the margin: an icon, or a dot in the list's colour. */
  icon?: Icon;
  colour?: string;
  /** Creates something; less prominent than links to what exists. */
  isAction?: boolean;
  /** The label was chosen by the user, so it may be in any script. */
  isOwn?: boolean;
}

export type Icon =
  | "find"
  | "today"
  | "upcoming"
  | "new"
  | "calendar"
  | "inbox"
  | "someday"
  | "all"
  | "completed";

/** What just happened, shown once at the top of the next page: "Completed **Pay rent**." */
export interface Flash {
  kind: "done" | "notice";
  text: string;
  /** The task it is about; `href` is null when its page is gone, or is this page. */
  subject: { title: string; href: string | null } | null;
  /** What was understood of a quick-add line: "due Sat 21 Nov, 09:00 · every month · in Home". */
  receipt: string | null;
  /** Leads to the row that it is about: "Show", "Show in Garden". */
  link: Link | null;
  /** Undo, and "Keep my words as they were". */
  actions: ButtonForm[];
  /** null: the page is not shown from a row, or there is nothing to undo. */
  shortcut: Shortcut | null;
}

/** Undo or Redo once more, for Tab: at the place that the page is shown from. */
export interface Shortcut {
  /** The id of that place. */
  at: string;
  label: string;
  /** Of the button in the form around the rows of a list. */
  name: string;
}

/** A small form behind one button, such as Undo. */
export interface ButtonForm {
  label: string;
  action: string;
  fields: Record<string, string>;
}
