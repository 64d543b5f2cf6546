/** What stands in an address, and what is said when it names nothing of the user's. */
import type { Request } from "express";
import { NotFound } from "../errors.ts";
import { parsePositiveInteger } from "../forms/numbers.ts";

export type Noun = "Task" | "List" | "Section" | "Tag" | "Change";

/** What is no number is nothing of anybody's. @throws NotFound */
export function idOf(req: Request, noun: Noun): number {
  const id = parsePositiveInteger(req.params.id);
  if (id === null) throw notFound(noun);
  return id;
}

export function notFound(noun: Noun): NotFound {
  return new NotFound(`${noun} not found`);
}
