/** Lists, the sections in them, and tags. */
import { z } from "zod";
import type { Problem } from "../../db/saved.ts";
import { COLOUR_PROBLEM, LIST_NAME_MAX } from "../../forms/list.ts";
import { SECTION_NAME_MAX } from "../../forms/section.ts";
import { readTagName } from "../../forms/tag.ts";
import { COLOURS } from "../../models/lists.ts";
import { TAG_NAME_MAX } from "../../models/tag_name.ts";
import {
  allOf,
  COMPONENTS,
  field,
  flag,
  line,
  parser,
  position,
  queryParser,
  rowId,
  timestamp,
  version,
} from "./fields.ts";

const NAME_TAKEN: Problem[] = [{ field: "name", code: "taken" }];
const ONE_LINE = "One line; white space around it is removed.";
const listName = line("List name", LIST_NAME_MAX, ONE_LINE);
const sectionName = line("Section name", SECTION_NAME_MAX, ONE_LINE);
const colour = z.enum(COLOURS, COLOUR_PROBLEM);
const archived = flag("Archived").describe(
  "Archived: it is not among the lists, and its tasks are in none of the views of all lists.",
);

export const NewList = z
  .object({ name: listName, colour: colour.prefault(COLOURS[0]) })
  .describe("The list to make.")
  .register(COMPONENTS, {
    id: "NewList",
    examples: { usual: { name: "Home", colour: "sea" } },
    problems: NAME_TAKEN,
  });

export const parseList = parser(NewList);

export const ListChanges = z
  .object({ name: listName, colour, archived })
  .partial()
  .describe("What is left out stays as it is.")
  .register(COMPONENTS, {
    id: "ListChanges",
    examples: { archive: { archived: true } },
    problems: NAME_TAKEN,
  });

/** Only what was sent. */
export const parseApiListChanges = parser(ListChanges);

const BOOLEANS = new Map<unknown, boolean>([
  ["true", true],
  ["false", false],
]);

export const listsQuery = z.object({
  archived: z
    .preprocess((sent) => BOOLEANS.get(sent) ?? sent, flag("Archived"))
    .prefault(false)
    .describe("Whether the archived lists are shown as well."),
});

export const parseListsQuery = queryParser(listsQuery);

export const List = z
  .object({
    id: rowId("Counted per user."),
    name: listName,
    colour,
    archived,
    archived_at: timestamp("When it was archived; null while it is not.").nullable(),
    position,
    version,
  })
  .register(COMPONENTS, {
    id: "List",
    examples: {
      usual: {
        id: 2,
        name: "Home",
        colour: "moss",
        archived: false,
        archived_at: null,
        position: "2",
        version: 1,
      },
    },
  });

export type ListJson = z.output<typeof List>;

export const Lists = allOf("Lists", "lists", List);

export const SectionName = z
  .object({ name: sectionName })
  .describe("The name of a section.")
  .register(COMPONENTS, {
    id: "SectionName",
    examples: { make: { name: "Kitchen" }, rename: { name: "Garden" } },
  });

export const parseSection = parser(SectionName);

export const Section = z
  .object({
    id: rowId("Counted per user."),
    list_id: rowId("The list that it is in."),
    name: sectionName,
    position,
    version,
  })
  .register(COMPONENTS, {
    id: "Section",
    examples: { usual: { id: 1, list_id: 2, name: "Kitchen", position: "1", version: 1 } },
  });

export type SectionJson = z.output<typeof Section>;

export const Sections = allOf("Sections", "sections", Section);

export const TagName = z
  .object({
    name: field(readTagName, {
      type: "string",
      minLength: 1,
      maxLength: TAG_NAME_MAX + 1,
      description: "With or without the `#`.",
    }),
  })
  .describe("The new name of a tag.")
  .register(COMPONENTS, {
    id: "TagName",
    examples: { usual: { name: "money" } },
    problems: NAME_TAKEN,
  });

export const parseTag = parser(TagName);

export const Tag = z
  .object({
    id: rowId("Counted per user."),
    name: z
      .string()
      .min(1)
      .max(TAG_NAME_MAX)
      .describe("Letters of any script, digits, - and _; upper and lower case are the same tag."),
  })
  .register(COMPONENTS, { id: "Tag", examples: { usual: { id: 3, name: "bills" } } });

export type TagJson = z.output<typeof Tag>;

export const Tags = allOf("Tags", "tags", Tag);
