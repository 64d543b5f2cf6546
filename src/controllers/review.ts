/** The review of a year. */
import { BadRequest } from "../errors.ts";
import { parsePositiveInteger } from "../forms/numbers.ts";
import type { Action } from "../http/request_context.ts";
import { reviewPage } from "../presenters/review.ts";

export const show: Action = async (c) => {
  const present = Number(c.scope.today.slice(0, 4));
  const { year: sent = String(present) } = c.query;
  const year = parsePositiveInteger(sent);
  if (year === null || year > present) throw new BadRequest(`Year must be from 1 to ${present}`);
  return c.page("review/show", await reviewPage(c.scope, year));
};
