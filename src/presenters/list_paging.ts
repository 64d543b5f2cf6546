/** The page of a list that an address asks for. */
import { orBadRequest } from "../errors.ts";
import { parametersOf } from "../forms/list_controls.ts";
import { type Paging, parsePaging } from "../forms/task_list.ts";
import { type ListTarget, parseAddress } from "./list_views.ts";

export interface ReadPaging extends Paging {
  /** The page size, if the address has one: the links keep it. */
  size: number | undefined;
}

/** @throws BadRequest for an invalid one. */
export function readPaging(
  { query }: { query: Pick<ListTarget["query"], "sort"> },
  address: string,
): ReadPaging {
  const { searchParams } = parseAddress(address);
  const paging = orBadRequest(parsePaging(parametersOf(searchParams), query.sort));
  return { ...paging, size: searchParams.has("limit") ? paging.limit : undefined };
}
