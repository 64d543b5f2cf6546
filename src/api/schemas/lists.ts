/** Lists, the sections in them, and tags. */
import { z } from "zod";
import { COLOUR_PROBLEM, LIST_NAME_MAX } from "../../forms/list.ts";
import { SECTION_NAME_MAX } from "../../forms/section.ts";
import { readTagName } from "../../forms/tag.ts";
import { COLOURS } from "../../models/lists.ts";
import { TAG_NAME_MAX } from "../../models/tag_name.ts";
import {
  allOf,
  component,
  field,
  flag,
  line,
  parser,
  position,
  queryFlag,
  queryParser,
  rowId,
  timestamp,
  version,
} from "./fields.ts";

const id = rowId("Counted per user.");
const ONE_LINE = "One line; white space around it is removed.";

const listFields = {
  name: line("List name", LIST_NAME_MAX, ONE_LINE),
  colour: z.enum(COLOURS, COLOUR_PROBLEM),
  archived: flag("Archived").describe(
    "Whether it is archived: it is left out of the lists unless `archived=true`, and its tasks are found only by `list_id` or with `archived=true`. It takes no other tasks.",
  ),
};

export const NewList = component("NewList", "The list to create.", {
  name: listFields.name,
  colour: listFields.colour.default(COLOURS[0]),
});

export const parseList = parser(NewList);

export const ListChanges = z
  .object(listFields)
  .partial()
  .meta({ id: "ListChanges", description: "What is left out stays as it is." });

/** Only what was sent. */
export const parseApiListChanges = parser(ListChanges);

export const listsQuery = z.object({
  archived: queryFlag("Archived").describe("Whether to include archived lists."),
});

export const parseListsQuery = queryParser(listsQuery);

export const List = z
  .object({
    id,
    ...listFields,
    archived_at: timestamp("When it was archived; null while it is not.").nullable(),
    position,
    version,
  })
  .meta({ id: "List" });

export type ListJson = z.output<typeof List>;

export const Lists = allOf("Lists", "lists", List);

export const SectionName = component("SectionName", "The name of the section.", {
  name: line("Section name", SECTION_NAME_MAX, ONE_LINE),
});

export const parseSection = parser(SectionName);

export const Section = z
  .object({
    id,
    list_id: rowId("The list that it is in."),
    ...SectionName.shape,
    position,
    version,
  })
  .meta({ id: "Section" });

export type SectionJson = z.output<typeof Section>;

export const Sections = allOf("Sections", "sections", Section);

export const TagName = component("TagName", "The new name of the tag.", {
  name: field(readTagName, {
    type: "string",
    minLength: 1,
    maxLength: TAG_NAME_MAX + 1,
    description: "With or without the `#`.",
  }),
});

export const parseTag = parser(TagName);

export const Tag = z
  .object({
    id,
    name: z
      .string()
      .min(1)
      .max(TAG_NAME_MAX)
      .describe(
        "Letters of any script, digits, - and _; upper and lower case, and both encodings of an accent, are the same tag.",
      ),
  })
  .meta({ id: "Tag" });

export type TagJson = z.output<typeof Tag>;

export const Tags = allOf("Tags", "tags", Tag);
