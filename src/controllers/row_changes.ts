/** What the controllers of lists, sections and tags share: whose row it is, and telling what was done. */
import type { Request, Response } from "express";
import type { Viewer } from "../auth/authenticator.ts";
import { BadRequest, NotFound } from "../errors.ts";
import { fieldsOf } from "../forms/fields.ts";
import { parseMove } from "../forms/move.ts";
import { parsePositiveInteger } from "../forms/numbers.ts";
import { type Move, moveRow } from "../models/positions.ts";
import { withoutAnchor } from "../paths.ts";
import { returnFrom } from "../presenters/return_target.ts";
import type { Services } from "../services.ts";
import { tell, undoActions } from "./telling.ts";

/** The number in a path. What is no number is no row of anybody's. */
export function numberIn(req: Request, name = "id"): number {
  const id = parsePositiveInteger(req.params[name]);
  if (id === null) throw new NotFound();
  return id;
}

export interface Told {
  /** "Made the list". */
  text: string;
  name: string;
  /** null where it has no page any more, or is the page itself. */
  href?: string | null;
  more?: string | null;
  /** Where Undo comes back to, if that is another page. */
  undoTo?: string;
  changeId: number | null;
}

/** Goes on to a page of ours and says there what was done, with its Undo. */
export function tellChange(
  context: Services,
  res: Response,
  viewer: Viewer,
  to: string,
  { text, name, href = null, more = null, undoTo = to, changeId }: Told,
): void {
  const subject = { title: name, href };
  const actions = undoActions(changeId, withoutAnchor(undoTo));
  tell(context, res, viewer, to, { text, subject, receipt: more, actions });
}

/** Moves a list or a section as the form says, and comes back to where it stands now. */
export async function movePosted(
  context: Services,
  req: Request,
  res: Response,
  viewer: Viewer,
  {
    table,
    id,
    back,
    anchor,
  }: { table: "lists" | "sections"; id: number; back: string; anchor: string },
): Promise<void> {
  const fields = fieldsOf(req.body);
  const move: Move | null = parseMove(fields);
  if (move === null) throw new BadRequest("Say where to: top, up, down, bottom or after");
  const moved = await moveRow(viewer.scope, table, id, move, context.clock());
  if (moved === undefined) throw new NotFound();
  const to = withoutAnchor(returnFrom(fields, back)) + anchor;
  tellChange(context, res, viewer, to, { text: "Moved", ...moved });
}
