/** The form that completes or reopens a task. */
import { buttonForm, choices, type FormDeclaration } from "./declaration.ts";
import { parsePositiveInteger } from "./numbers.ts";

export interface Completion {
  /** The task whose button was used in a list; null: the form is for a single task. */
  id: number | null;
  done: boolean;
}

/**
 * The name of a row's button in the form around all rows. The id is in the name because lynx shows the
 * value of a button.
 */
export const ROW_BUTTON = /^(complete|reopen)-([1-9]\d*)$/;

export const completionForm: FormDeclaration = {
  ...buttonForm("Complete or reopen the task", completionButton, choices("done")),
  rows: ROW_BUTTON,
};

/** The requested state, from `done` or the button of a row; null: there is none. */
export function parseCompletion(fields: Record<string, unknown>): Completion | null {
  if (fields.done === "1" || fields.done === "0") return { id: null, done: fields.done === "1" };
  for (const name of Object.keys(fields)) {
    const [, wanted, id] = ROW_BUTTON.exec(name) ?? [];
    if (wanted !== undefined) {
      return { id: parsePositiveInteger(id), done: wanted === "complete" };
    }
  }
  return null;
}

function completionButton(fields: Record<string, unknown>): string {
  return parseCompletion(fields)?.done === false ? "Reopen the task" : "Complete the task";
}
