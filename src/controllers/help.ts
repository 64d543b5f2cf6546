/** How things are written and found, with examples to press: nothing is kept. */
import { orBadRequest } from "../errors.ts";
import { parseTriedLine } from "../forms/help.ts";
import type { Action } from "../http/request_context.ts";
import { helpPage } from "../presenters/help.ts";

export const show: Action = async (c) => {
  const { line } = orBadRequest(parseTriedLine(c.query));
  return c.page("help/show", await helpPage(c.scope, line));
};
