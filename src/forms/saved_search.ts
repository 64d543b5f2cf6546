/** The form of a saved search: its name and its query. */
import { SEARCH_NAME_MAX } from "../models/searches.ts";
import { QUERY_MAX } from "../search/parse.ts";
import { nulAsSpace } from "../text.ts";
import { choices, type FormDeclaration, PAGE_FIELDS } from "./declaration.ts";
import { formResult, type Parsed } from "./field_parsers.ts";
import { type FormResult, fieldsOf } from "./fields.ts";
import { readName } from "./name.ts";
import type { ProblemTexts } from "./problems.ts";
import { quotaMessage } from "./quota.ts";

interface SearchInput {
  name: string;
  q: string;
}

export type SearchField = keyof SearchInput;

export const savedSearchForm: FormDeclaration = {
  title: "Search",
  button: "Save the search",
  fields: {
    name: { kind: "text", label: "Name" },
    q: { kind: "text", label: "Query" },
    ...choices("version"),
    ...PAGE_FIELDS,
  },
};

export const SEARCH_PROBLEMS: ProblemTexts<SearchField> = {
  name: ["name", "You have a search with this name already"],
  full: ["name", quotaMessage],
};

export function parseSearch(body: unknown): FormResult<SearchInput, SearchField> {
  const fields = fieldsOf(body);
  return formResult(fields, { name: readSearchName(fields.name), q: readQueryText(fields.q) });
}

export function readSearchName(sent: unknown): Parsed<string> {
  return readName(sent, "Name", SEARCH_NAME_MAX);
}

/** As it was typed, in one line. What it means is not checked: that depends on the day. */
export function readQueryText(sent: unknown): Parsed<string> {
  return readName(typeof sent === "string" ? nulAsSpace(sent) : sent, "Query", QUERY_MAX);
}
