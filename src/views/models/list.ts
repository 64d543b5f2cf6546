/** Lists of tasks, with the line to add one, the controls and the bulk bar; lists and tags themselves. */

import type { Count, Link, Moment } from "./elements.ts";
import type { Choice, FormView } from "./form.ts";
import type { Page } from "./page.ts";
import type { TaskGroup, TaskRow } from "./task.ts";

/** The quick-add line: its typed value survives an error. */
export interface QuickAdd {
  form: FormView<"title">;
  requestKey: string;
  returnTo: string;
  /** "Add a task", "Add to Home". */
  label: string;
  /** What a line goes into without saying so; null: the Inbox. */
  listId: number | null;
  /** A day that a line gets without saying so. */
  dueOn: string | null;
  /** A tag that a line bears without saying so. */
  tag: string | null;
}

/** The bar for what is selected, and the choices in it. */
export interface BulkBar {
  /** The address of the list itself, which the form comes back to. */
  returnTo: string;
  lists: Choice[];
  /** The same page with every box of its list ticked; `picked` when this is it. */
  page: { href: string; picked: boolean };
  /** "All 214 tasks": the query in the form's fields and the count shown; null when the page has all. */
  all: { fields: Record<string, string>; count: Count } | null;
}

/** Links and a form that narrow and order a list. */
export interface ListTools {
  statuses: (Link & { current: boolean })[];
  action: string;
  /** Kept as they are: what belongs to the place. */
  hidden: Record<string, string>;
  sort: Choice[];
  tag: Choice[];
  priority: Choice[];
}

export interface ListPages {
  "dashboard/show": {
    page: Page;
    today: Moment;
    /** "Two are late, five to go, three done." */
    summary: string;
    quickAdd: QuickAdd;
    overdue: TaskGroup;
    toDo: TaskGroup;
    doneToday: TaskRow[];
    /** What comes next, a group a day. */
    next: TaskGroup[];
    /** Nothing was ever added: show the first-run page. */
    firstRun: boolean;
    /** No time zone is set: days are reckoned in UTC. */
    needsTimeZone: boolean;
    bulk: BulkBar;
    returnTo: string;
  };
  "tasks/index": {
    page: Page;
    heading: string;
    /** A list's colour hangs in the margin of its heading. */
    colour: string | null;
    summary: string;
    /** null where nothing is added: Completed. */
    quickAdd: QuickAdd | null;
    tools: ListTools | null;
    groups: TaskGroup[];
    /** Said when there are no rows. */
    empty: string;
    /** The page is not the first one. */
    continued: boolean;
    firstHref: string;
    nextHref: string | null;
    bulk: BulkBar;
    /** Edit the list, archive it: none elsewhere. */
    actions: Link[];
    /** In the order by hand: the bar can move what is selected. */
    byHand: boolean;
    returnTo: string;
  };
  "lists/form": {
    page: Page;
    /** null: a new one. */
    id: number | null;
    form: FormView<"name" | "colour">;
    colours: Choice[];
    sections: { id: number; name: string }[];
    sectionForm: FormView<"name">;
    /** The section that `sectionForm` renames; a new one when there is none. */
    sectionId?: number;
    archived: boolean;
  };
  "lists/index": {
    page: Page;
    lists: { id: number; name: string; colour: string; archived: boolean }[];
  };
  "tags/form": { page: Page; name: string; form: FormView<"name"> };
}
