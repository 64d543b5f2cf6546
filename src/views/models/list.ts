/** Task lists with quick add, controls and bulk bar, and the pages that edit lists, tags and searches. */

import type { Count, Link, Moment } from "./elements.ts";
import type { Choice, FormView } from "./form.ts";
import type { QueryNote } from "./search.ts";
import type { TaskGroup, TaskRow } from "./task.ts";

/** The quick-add line; the typed value survives an error. */
export interface QuickAdd {
  form: FormView<"title">;
  returnTo: string;
  /** "Add a task", "Add to Home". */
  label: string;
  /** The default list ("3"), or section of one ("3/7"); null is the Inbox. */
  place: string | null;
  /** It was asked for: the line has the focus. */
  hasFocus: boolean;
  /** The default due day. */
  dueOn: string | null;
  /** Tags added by default. */
  tags: string[];
  /** The default priority: "high". */
  priority: string | null;
  /** What a query fixes, in words: "Goes to Home with #errand."; null: nothing. */
  gives: string | null;
}

/** The bar with the actions for the selected tasks. */
export interface BulkBar {
  /** The URL of the list, to which the form returns. */
  returnTo: string;
  lists: Choice[];
  /** The same page with every box ticked; `picked` when this is that page. */
  page: { href: string; picked: boolean };
  /** "All 214 tasks", or null when one page shows them all. `number` is null where it is not exact. */
  all: { number: number | null; text: string } | null;
  /** All tasks are completed: they are reopened before they are completed. */
  isCompleted: boolean;
}

/** Links and a form that filter and sort a list. */
export interface ListControls {
  statuses: (Link & { current: boolean })[];
  action: string;
  /** The query that narrows the list, as typed. */
  query: string;
  /** The rest of the list's URL, kept unchanged. */
  hidden: Record<string, string>;
  sort: Choice[];
  tag: Choice[];
  priority: Choice[];
}

/** Completed today: the latest, and how many there are. */
export interface DoneToday {
  rows: TaskRow[];
  count: Count;
  /** Leads to them all, if more were completed than are shown. */
  more: Link | null;
}

export interface ListPages {
  "dashboard/show": {
    today: Moment;
    /** "Two are late, five to go, three done." */
    summary: string;
    quickAdd: QuickAdd;
    /** null: there is nothing to do, and so nothing to narrow. */
    controls: ListControls | null;
    overdue: TaskGroup;
    toDo: TaskGroup;
    doneToday: DoneToday;
    /** The coming days, one group each. */
    next: TaskGroup[];
    /** Nothing was ever added: show suggestions. */
    firstRun: boolean;
    /** No time zone is set: days follow UTC. */
    needsTimeZone: boolean;
    bulk: BulkBar;
    /** The same tasks as files. */
    files: Link[];
    returnTo: string;
  };
  "tasks/index": {
    heading: string;
    /** The list's colour, shown in the margin beside the heading. */
    colour: string | null;
    /** About the query that narrows the list; null: none does. */
    note: QueryNote | null;
    summary: string;
    /** The id of an archived list on its page, to bring it back. */
    archivedId: number | null;
    /** null on Completed and for an archived list, where nothing is added. */
    quickAdd: QuickAdd | null;
    controls: ListControls;
    groups: TaskGroup[];
    /** Shown when there are no rows. */
    empty: string;
    /** This is not the first page. */
    continued: boolean;
    firstHref: string;
    nextHref: string | null;
    bulk: BulkBar;
    /** The same tasks as files. */
    files: Link[];
    /** Links such as Edit; empty except on a list or tag. */
    actions: Link[];
    /** Sorted by hand: the bar can move the selected tasks. */
    byHand: boolean;
    returnTo: string;
  };
  "lists/form": {
    /** null for a new list. */
    id: number | null;
    form: FormView<"name" | "colour">;
    colours: Choice[];
    sections: { id: number; name: string }[];
    sectionForm: FormView<"name">;
    /** The section that `sectionForm` renames; absent for a new one. */
    sectionId?: number;
    archived: boolean;
  };
  "lists/index": {
    lists: { id: number; name: string; colour: string; archived: boolean }[];
  };
  /** `toDo` is "12 tasks". */
  "tags/index": { tags: { name: string; toDo: string }[] };
  /** `mergeWith`: the name that was typed is that of this other tag. */
  "tags/form": { name: string; form: FormView<"name">; mergeWith: string | null };
  /** `form`: of a new one. */
  "searches/index": {
    searches: { id: number; name: string; query: string }[];
    form: FormView<"name" | "q">;
  };
  "searches/form": { id: number; version: number; form: FormView<"name" | "q"> };
}
