/** The page of a list that an address asks for, and the addresses of its others. */
import { orBadRequest } from "../errors.ts";
import { listAddress, parametersOf } from "../forms/list_controls.ts";
import { encodeCursor, type Paging, parsePaging } from "../forms/task_list.ts";
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

/** @param cursor null: the first page. */
export function pageAddress(
  { path, options, query }: Pick<ListTarget, "path" | "options" | "query">,
  { cursor, size }: Pick<ReadPaging, "cursor" | "size">,
): string {
  const encoded = cursor === null ? undefined : encodeCursor(query.sort, cursor);
  return listAddress(path, options, { limit: size, cursor: encoded });
}
