/** Whether a task is to be done or to do again, as a form posts it. */
import { buttonForm, choices, type FormDeclaration } from "./declaration.ts";
import { parsePositiveInteger } from "./numbers.ts";

export interface Completion {
  /** The task whose button was chosen, in a form for many; null when the form is for one. */
  id: number | null;
  done: boolean;
}

/**
 * The name of a row's button in the form for all rows. The name and not the value says which row:
 * lynx prints a button's value before its words.
 */
export const ROW_BUTTON = /^(complete|reopen)-([1-9]\d*)$/;

export const completionForm: FormDeclaration = {
  ...buttonForm("Complete or reopen the task", completionButton, choices("done")),
  buttons: ROW_BUTTON,
};

/** A post names the state it wants, in `done` or by a row's button; null when it names none. */
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
