/** Saved searches. */
import { z } from "zod";
import { readQueryText, readSearchName } from "../../forms/saved_search.ts";
import { SEARCH_NAME_MAX } from "../../models/searches.ts";
import { QUERY_MAX } from "../../search/parse.ts";
import { allOf, component, field, parser, position, rowId, timestamp, version } from "./fields.ts";

const searchFields = {
  name: field(readSearchName, {
    type: "string",
    minLength: 1,
    maxLength: SEARCH_NAME_MAX,
    description: "One line; white space around it is removed.",
  }),
  q: field(readQueryText, {
    type: "string",
    minLength: 1,
    maxLength: QUERY_MAX,
    description: "The query, in one line. It is kept as it is typed, whatever it finds.",
  }),
};

export const NewSearch = component("NewSearch", "The search to save.", searchFields);

export const parseSearch = parser(NewSearch);

export const SearchChanges = z
  .object(searchFields)
  .partial()
  .meta({ id: "SearchChanges", description: "What is left out stays as it is." });

/** Only what was sent. */
export const parseApiSearchChanges = parser(SearchChanges);

export const Search = z
  .object({
    id: rowId("Counted per user."),
    ...searchFields,
    position,
    version,
    created_at: timestamp("When it was saved first."),
    updated_at: timestamp("When it was last changed."),
  })
  .meta({ id: "Search" });

export type SearchJson = z.output<typeof Search>;

export const Searches = allOf("Searches", "searches", Search);
