/** The buttons that give one task another day, in the form around the rows of a day. */
import { isDay } from "../dates/calendar.ts";
import { parsePositiveInteger } from "./numbers.ts";

/**
 * The name of a row's button. It says which day, and not how much later, so that pressing it twice moves
 * the task once. Without a day, the day is asked for.
 */
export const MOVE_BUTTON = /^move-([1-9]\d*)(?:-to-(\d{4}-\d\d-\d\d))?$/;

export function moveButton(id: number, day: string): string {
  return `${pickDayButton(id)}-to-${day}`;
}

export function pickDayButton(id: number): string {
  return `move-${id}`;
}

/**
 * The fields of a bulk form as the button of a row means them: that task alone, whatever is selected.
 * Without such a button they are the same.
 */
export function withRowMove(fields: Record<string, unknown>): Record<string, unknown> {
  for (const name of Object.keys(fields)) {
    const [, sent, day] = MOVE_BUTTON.exec(name) ?? [];
    const id = parsePositiveInteger(sent);
    if (id === null || (day !== undefined && !isDay(day))) continue;
    const { return_to, request_key } = fields;
    const move = { task: String(id), when: "date", return_to, request_key };
    return day === undefined ? move : { ...move, action: "due", due_on: day };
  }
  return fields;
}
