/** The history, the trash and the undo conflict page. */

import type { Moment } from "./elements.ts";

export interface HistoryRow {
  id: number;
  text: string;
  subject: string | null;
  at: Moment;
  /** "Undo" or "Redo"; null when already undone. */
  undo: string | null;
}

/** A field that has changed since the change that is to be undone. */
export interface FieldChange {
  label: string;
  /** As that change left it, and as it is now; null: too long to show, or no value for people. */
  values: { left: string; now: string } | null;
}

export interface HistoryPages {
  "history/index": { rows: HistoryRow[]; nextHref: string | null; continued: boolean };
  "history/conflict": {
    id: number;
    text: string;
    /** `note`: what has become of the row, where no field has changed. */
    rows: { href: string | null; name: string; note: string | null; changes: FieldChange[] }[];
    returnTo: string;
  };
  "trash/index": {
    rows: { id: number; title: string; deletedAt: Moment }[];
    nextHref: string | null;
    continued: boolean;
  };
}
