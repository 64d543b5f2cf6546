/** The button that takes a task out of the Trash, in the form around the rows of a list. */
import { parsePositiveInteger } from "./numbers.ts";

/** The id is in the name, as in that of ROW_BUTTON. */
export const RESTORE_BUTTON = /^restore-([1-9]\d*)$/;

/** The id of the task; null: it was not this button. */
export function parseRestoration(fields: Record<string, unknown>): number | null {
  const ids = Object.keys(fields).map((name) =>
    parsePositiveInteger(RESTORE_BUTTON.exec(name)?.[1]),
  );
  return ids.find((id) => id !== null) ?? null;
}
