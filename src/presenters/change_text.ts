/** Describes a history entry in words. */
import type { ChangeKind, ChangeParams } from "../db/change_description.ts";

interface ChangeText {
  /** "Completed". */
  label: string;
  /** A title, or "14 tasks". */
  subject: string | null;
}

const LABELS: Record<ChangeKind, string> = {
  "task.added": "Added",
  "task.changed": "Changed",
  "task.completed": "Completed",
  "task.reopened": "Reopened",
  "task.deleted": "Deleted",
  "task.skipped": "Skipped",
  "task.restored": "Restored",
  "task.moved": "Moved",
  "task.tagged": "Tagged",
  "task.untagged": "Removed the tag from",
  "task.rescheduled": "Rescheduled",
  "task.prioritized": "Changed the priority of",
  "task.caught_up": "Caught up on",
  "task.reverted": "Kept as text",
  "list.created": "Created the list",
  "list.changed": "Changed the list",
  "list.archived": "Archived the list",
  "list.unarchived": "Brought back the list",
  "list.deleted": "Deleted the list",
  "list.moved": "Moved",
  "section.created": "Created the section",
  "section.changed": "Changed the section",
  "section.deleted": "Deleted the section",
  "section.moved": "Moved",
  "tag.renamed": "Renamed the tag",
  "tag.merged": "Merged a tag into",
  "tag.deleted": "Deleted the tag",
  "search.created": "Saved the search",
  "search.changed": "Changed the search",
  "search.deleted": "Deleted the search",
  "search.moved": "Moved",
  undo: "Undone:",
  redo: "Redone:",
  unknown: "Changed something",
};

export function changeText(kind: ChangeKind, params: ChangeParams): ChangeText {
  // During a release the next version may have written a kind that this one does not know.
  const label = LABELS[kind] ?? LABELS.unknown;
  if (params.of !== undefined) {
    const of = changeText(params.of.kind, params.of.params);
    return { label, subject: of.subject === null ? of.label : `${of.label} ${of.subject}` };
  }
  const { title = null, count, skipped = 0 } = params;
  if (skipped > 0) {
    const own = `skipped ${tasksText(skipped)}`;
    return count
      ? { label, subject: `${tasksText(count)}, and ${own}` }
      : { label: "Skipped", subject: tasksText(skipped) };
  }
  if (title === null) return { label, subject: count === undefined ? null : tasksText(count) };
  return { label, subject: kind.startsWith("tag.") ? `#${title}` : title };
}

/** "1 task", "14 tasks". */
export function tasksText(count: number): string {
  return count === 1 ? "1 task" : `${count} tasks`;
}
