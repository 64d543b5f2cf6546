/** Moving a list, a section or a saved search in the order by hand: what their controllers share. */
import { BadRequest, done } from "../errors.ts";
import { parseMove } from "../forms/move.ts";
import type { Reply } from "../http/reply.ts";
import type { RequestContext } from "../http/request_context.ts";
import { moveRow } from "../models/positions.ts";
import { withoutAnchor } from "../paths.ts";

/** @param row with the page that shows it, by default, and its anchor there. */
export async function moveByHand(
  c: RequestContext,
  row: { table: "lists" | "sections" | "searches"; id: number; page: string; anchor: string },
): Promise<Reply> {
  const move = parseMove(c.fields);
  if (move === null)
    throw new BadRequest("Choose where to move it: top, up, down, bottom or after");
  const wanted = { move, requestKey: c.requestKey };
  const { value, changeId: change } = done(await moveRow(c.scope, row.table, row.id, wanted));
  const to = withoutAnchor(c.returnTo(row.page)) + row.anchor;
  return c.redirect(to, { text: "Moved", subject: value.title, change });
}
