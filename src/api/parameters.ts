/** What stands in an address, and what is said when it names nothing of the user's. */
import { parsePositiveInteger } from "../forms/numbers.ts";
import type { RequestContext } from "../http/request_context.ts";
import { type Noun, notFound } from "./problems.ts";

/** What is not a number is nothing of anybody's. @throws NotFound */
export function idOf(c: RequestContext, noun: Noun): number {
  const id = parsePositiveInteger(c.param("id"));
  if (id === null) throw notFound(noun);
  return id;
}

/** A row that was looked for. @throws NotFound where there is none. */
export function foundOr<T>(noun: Noun, row: T | null): T {
  if (row === null) throw notFound(noun);
  return row;
}
