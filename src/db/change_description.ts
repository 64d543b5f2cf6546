/** What an entry of the history says, as data: it is put into words where it is shown. */

export const CHANGE_KINDS = [
  "task.added",
  "task.changed",
  "task.completed",
  "task.reopened",
  "task.deleted",
  "task.restored",
  "task.moved",
  "task.tagged",
  "task.untagged",
  "task.rescheduled",
  "task.prioritized",
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
  "tag.deleted",
  "undo",
  "redo",
  /** Written by a process of the version before, while this one was being released. */
  "unknown",
] as const;

export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** What was changed: one row by its title or name, or so many of them. Kept as JSON. */
export interface ChangeParams {
  /** The row, where it was one. */
  id?: number;
  /** Its title or name. */
  title?: string | null;
  /** How many rows, where it was several. */
  count?: number;
  /** What an undo took back, or a redo did again. */
  of?: { kind: ChangeKind; params: ChangeParams };
}

export interface ChangeDescription<P extends ChangeParams = ChangeParams> {
  kind: ChangeKind;
  /** Enough to answer the same request again: it is what the change returns. */
  params: P;
  /** The entry that this one takes back. */
  undoes?: number;
  /** The entry that is in force again by it. */
  redoes?: number;
}
