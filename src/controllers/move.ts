/** Moving a list or a section as a form says: what their controllers share. */
import { BadRequest, NotFound } from "../errors.ts";
import { parseMove } from "../forms/move.ts";
import type { Reply } from "../http/reply.ts";
import type { RequestContext } from "../http/request_context.ts";
import { moveRow } from "../models/positions.ts";
import { withoutAnchor } from "../paths.ts";

/** @param row its page, if the form says of no other, and its place on it. */
export async function moved(
  c: RequestContext,
  row: { table: "lists" | "sections"; id: number; page: string; anchor: string },
): Promise<Reply> {
  const move = parseMove(c.fields);
  if (move === null) throw new BadRequest("Say where to: top, up, down, bottom or after");
  const saved = await moveRow(c.scope, row.table, row.id, { move, requestKey: c.requestKey });
  if (!saved.ok) throw new NotFound();
  const subject = { title: saved.value.title, href: null };
  const to = withoutAnchor(c.returnTo(row.page)) + row.anchor;
  return c.redirect(to, { text: "Moved", subject, change: saved.changeId });
}
