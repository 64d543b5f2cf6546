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

export interface HistoryPages {
  "history/index": { rows: HistoryRow[]; nextHref: string | null; continued: boolean };
  "history/conflict": {
    id: number;
    text: string;
    rows: { href: string | null; name: string }[];
    returnTo: string;
  };
  "trash/index": {
    rows: { id: number; title: string; deletedAt: Moment }[];
    nextHref: string | null;
    continued: boolean;
  };
}
