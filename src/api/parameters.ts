/** Path parameters, with errors that name the kind of row. */
import { parsePositiveInteger } from "../forms/numbers.ts";
import type { RequestContext } from "../http/request_context.ts";
import { type Noun, notFound } from "./problems.ts";

/** @throws NotFound where it is not the number of a row. */
export function idOf(c: RequestContext, noun: Noun): number {
  const id = parsePositiveInteger(c.param("id"));
  if (id === null) throw notFound(noun);
  return id;
}

/** @throws NotFound where there is no row. */
export function foundOr<T>(noun: Noun, row: T | null): T {
  if (row === null) throw notFound(noun);
  return row;
}
