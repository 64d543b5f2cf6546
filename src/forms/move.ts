/** The form that moves a row in the user's own order. */
import { DIRECTIONS, type Move } from "../models/positions.ts";
import { buttonForm, choices } from "./declaration.ts";
import { parsePositiveInteger } from "./numbers.ts";

export const moveForm = buttonForm("Move", "Move", choices("to", "after"));

/** `to` is a direction; or it is "after", and `after` an id. null for anything else. */
export function parseMove({ to, after }: Record<string, unknown>): Move | null {
  const direction = DIRECTIONS.find((one) => one === to);
  if (direction !== undefined) return direction;
  const id = to === "after" ? parsePositiveInteger(after) : null;
  return id === null ? null : { after: id };
}
