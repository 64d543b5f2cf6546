/** The history, the trash and the undo conflict page. */

import type { Moment } from "./elements.ts";
import type { Choice } from "./form.ts";

export interface HistoryRow {
  id: number;
  text: string;
  subject: string | null;
  /** The page of what it is about, if that is still there. */
  href: string | null;
  /** Of the history of one task: what it did to it, in place of `text` and `subject`. */
  lines: ChangeLine[];
  /** "with 13 other tasks" */
  others: string | null;
  /** The time of day. */
  at: Moment;
  undo: "Undo" | "Redo";
}

/** One thing that a change did to a task: "Due Tue 1 Dec to Thu 3 Dec", "Tag #post added". */
export interface ChangeLine {
  /** The title of the item of its checklist that it was done to; null: to the task itself. */
  item: string | null;
  label: string;
  from: string | null;
  to: string | null;
  /** With one of the two values: "set", "added", "removed". */
  note: string | null;
}

/** A change on the page of its task. */
export interface TaskChangeRow {
  id: number;
  lines: ChangeLine[];
  others: string | null;
  at: Moment;
  isUndone: boolean;
}

export interface HistoryFilter {
  kinds: Choice[];
  words: string;
  /** The history of one task. */
  task: { id: number; title: string } | null;
  isOn: boolean;
}

/** A field that has changed since the change that is to be undone. */
export interface FieldChange {
  label: string;
  /** As that change left it, and as it is now; null: too long to show, or no value for people. */
  values: { left: string; now: string } | null;
}

export interface HistoryPages {
  "history/index": {
    days: { id: string; heading: string; rows: HistoryRow[] }[];
    filter: HistoryFilter;
    /** This page, which an Undo returns to. */
    returnTo: string;
    firstHref: string;
    nextHref: string | null;
    continued: boolean;
  };
  "history/conflict": {
    id: number;
    text: string;
    /** `note`: what has become of the row, where no field has changed. */
    rows: { href: string | null; name: string; note: string | null; changes: FieldChange[] }[];
    returnTo: string;
  };
  "history/name_in_use": {
    text: string;
    isRedo: boolean;
    /** What has the names by now, and where each is renamed. */
    rows: { kind: string; name: string; href: string }[];
    returnTo: string;
  };
  "trash/index": {
    rows: { id: number; title: string; deletedAt: Moment }[];
    nextHref: string | null;
    continued: boolean;
  };
}
