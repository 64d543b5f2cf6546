/** Describes an entry of the history as data; presenters/change_text.ts puts it into words. */

export const CHANGE_KINDS = [
  "task.added",
  "task.changed",
  "task.completed",
  "task.reopened",
  "task.deleted",
  "task.skipped",
  "task.restored",
  "task.moved",
  "task.tagged",
  "task.untagged",
  "task.rescheduled",
  "task.prioritized",
  "task.caught_up",
  "task.reverted",
  "list.created",
  "list.changed",
  "list.archived",
  "list.unarchived",
  "list.deleted",
  "list.moved",
  "section.created",
  "section.changed",
  "section.deleted",
  "section.moved",
  "tag.renamed",
  "tag.merged",
  "tag.deleted",
  "search.created",
  "search.changed",
  "search.deleted",
  "search.moved",
  "undo",
  "redo",
  /** Written by a process of the previous version during the release. */
  "unknown",
] as const;

export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** What was changed: one row by its title or name, or a number of rows. Stored as JSON. */
export interface ChangeParams {
  /** The id of a single row. */
  id?: number;
  /** Its title or name. */
  title?: string | null;
  /** The number of rows, if it is not a single one. */
  count?: number;
  /** How many more were skipped instead. */
  skipped?: number;
  /** The change that an undo has undone, or a redo has applied again. */
  of?: { kind: ChangeKind; params: ChangeParams };
}

export interface ChangeDescription<P extends ChangeParams = ChangeParams, R = undefined> {
  kind: ChangeKind;
  /** The value that the change returns: it must be enough to answer a repeat of the request. */
  params: P;
  /** What the change knows besides, and a repeat does not. */
  result?: R;
  /** The entry that this one undoes. */
  undoes?: number;
  /** The entry that this one applies again. */
  redoes?: number;
}
