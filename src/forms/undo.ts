/** The button that undoes a change, in the form around the rows of a list. */
import { parsePositiveInteger } from "./numbers.ts";

/** Both ids are in the name, as those of ROW_BUTTON. */
export const UNDO_BUTTON = /^undo-([1-9]\d*)(?:-([1-9]\d*))?$/;

interface WantedUndo {
  /** The history entry. */
  change: number;
  /** The row to return to; null: the page. */
  task: number | null;
}

/** The name of the button. */
export function undoButton(change: number, task: number | null): string {
  return `undo-${change}${task === null ? "" : `-${task}`}`;
}

/** null: it was not this button. */
export function parseUndoButton(fields: Record<string, unknown>): WantedUndo | null {
  for (const name of Object.keys(fields)) {
    const [, id, task] = UNDO_BUTTON.exec(name) ?? [];
    const change = parsePositiveInteger(id);
    if (change !== null) return { change, task: parsePositiveInteger(task) };
  }
  return null;
}
