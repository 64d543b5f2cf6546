/** Where a row goes in the order by hand, as a form posts it. */
import type { Move } from "../models/positions.ts";
import { buttonForm, choices } from "./declaration.ts";
import { parsePositiveInteger } from "./numbers.ts";

export const moveForm = buttonForm("Move", "Move", choices("to", "after"));

/** `to` is top, up, down or bottom; or it is after, and `after` an id. null: neither. */
export function parseMove(fields: Record<string, unknown>): Move | null {
  const { to, after } = fields;
  if (to === "top" || to === "up" || to === "down" || to === "bottom") return to;
  const id = to === "after" ? parsePositiveInteger(after) : null;
  return id === null ? null : { after: id };
}
