/** The description of the addresses of lists, their sections, and tags. */
import { LIST_EXAMPLE, SECTION_EXAMPLE, TAG_EXAMPLE } from "./list_schemas.ts";
import {
  body,
  bodyFailures,
  CHANGED,
  empty,
  keyed,
  operation,
  parameter,
  row,
} from "./operations.ts";
import { header, invalid, shared } from "./responses.ts";
import type { PathItem, Response } from "./types.ts";

const LOCATED = { ...CHANGED, Location: header("Location") };
const MOVED = { top: { value: { to: "top" } } };

const badName = (message: string, taken?: string): Response =>
  invalid(
    { name: { name: message }, ...(taken !== undefined && { taken: { name: taken } }) },
    "The body is not valid JSON",
  );
const badList = badName("List name is required", "You have a list with this name already");
const badSection = badName("Section name is required");
const badTag = badName("Tag name is required", "You have a tag with this name already");
const badMove = invalid(
  { to: { to: "To must be top, up, down or bottom" } },
  "The body is not valid JSON",
);

export const listPaths: Record<string, PathItem> = {
  "/api/{user_id}/lists": {
    parameters: [parameter("UserId")],
    get: {
      ...operation("lists", "listLists", "List the lists, in their order", {
        200: row("Lists", "All of them.", { lists: [LIST_EXAMPLE] }),
        400: invalid({}, "Archived must be true or false"),
      }),
      parameters: [parameter("Archived")],
    },
    post: keyed({
      ...operation("lists", "createList", "Make a list", {
        201: row("List", "The list as it was stored.", LIST_EXAMPLE, LOCATED),
        400: badList,
        ...bodyFailures(),
      }),
      requestBody: body("NewList", "The list to make.", {
        usual: { value: { name: "Home", colour: "sea" } },
      }),
    }),
  },
  "/api/{user_id}/lists/{id}": {
    parameters: [parameter("UserId"), parameter("ListId")],
    get: operation("lists", "showList", "Show a list", {
      200: row("List", "The list.", LIST_EXAMPLE),
      400: shared("BadAddress"),
      404: shared("ListNotFound"),
    }),
    patch: {
      ...operation("lists", "changeList", "Rename, recolour, archive or bring back a list", {
        200: row("List", "The list as it is now.", LIST_EXAMPLE, CHANGED),
        400: badList,
        404: shared("ListNotFound"),
        ...bodyFailures(),
      }),
      requestBody: body("ListChanges", "What is to change.", {
        archive: { value: { archived: true } },
      }),
    },
    delete: {
      ...operation("lists", "deleteList", "Delete a list", {
        204: empty("Deleted.", CHANGED),
        400: shared("BadAddress"),
        404: shared("ListNotFound"),
      }),
      description: "Its tasks go to the trash with it; undone, all of it comes back.",
    },
  },
  "/api/{user_id}/lists/{id}/position": {
    parameters: [parameter("UserId"), parameter("ListId")],
    post: keyed({
      ...operation("lists", "moveList", "Move a list among the lists", {
        200: row("List", "The list as it is now.", LIST_EXAMPLE, CHANGED),
        400: badMove,
        404: shared("ListNotFound"),
        ...bodyFailures(),
      }),
      requestBody: body("Move", "Where to.", MOVED),
    }),
  },
  "/api/{user_id}/lists/{id}/sections": {
    parameters: [parameter("UserId"), parameter("ListId")],
    get: operation("lists", "listSections", "List a list's sections, in their order", {
      200: row("Sections", "All of them.", { sections: [SECTION_EXAMPLE] }),
      400: shared("BadAddress"),
      404: shared("ListNotFound"),
    }),
    post: keyed({
      ...operation("lists", "createSection", "Make a section in a list", {
        201: row("Section", "The section as it was stored.", SECTION_EXAMPLE, LOCATED),
        400: badSection,
        404: shared("ListNotFound"),
        ...bodyFailures(),
      }),
      requestBody: body("SectionName", "The section to make.", {
        usual: { value: { name: "Kitchen" } },
      }),
    }),
  },
  "/api/{user_id}/sections/{id}": {
    parameters: [parameter("UserId"), parameter("SectionId")],
    patch: {
      ...operation("lists", "changeSection", "Rename a section", {
        200: row("Section", "The section as it is now.", SECTION_EXAMPLE, CHANGED),
        400: badSection,
        404: shared("SectionNotFound"),
        ...bodyFailures(),
      }),
      requestBody: body("SectionName", "Its new name.", { usual: { value: { name: "Garden" } } }),
    },
    delete: {
      ...operation("lists", "deleteSection", "Delete a section", {
        204: empty("Deleted.", CHANGED),
        400: shared("BadAddress"),
        404: shared("SectionNotFound"),
      }),
      description: "Its tasks stay in the list, outside of any section.",
    },
  },
  "/api/{user_id}/sections/{id}/position": {
    parameters: [parameter("UserId"), parameter("SectionId")],
    post: keyed({
      ...operation("lists", "moveSection", "Move a section within its list", {
        200: row("Section", "The section as it is now.", SECTION_EXAMPLE, CHANGED),
        400: badMove,
        404: shared("SectionNotFound"),
        ...bodyFailures(),
      }),
      requestBody: body("Move", "Where to.", MOVED),
    }),
  },
  "/api/{user_id}/tags": {
    parameters: [parameter("UserId")],
    get: operation("tags", "listTags", "List the tags, by name", {
      200: row("Tags", "All of them.", { tags: [TAG_EXAMPLE] }),
    }),
  },
  "/api/{user_id}/tags/{id}": {
    parameters: [parameter("UserId"), parameter("TagId")],
    patch: {
      ...operation("tags", "renameTag", "Rename a tag, on every task", {
        200: row("Tag", "The tag as it is now.", TAG_EXAMPLE, CHANGED),
        400: badTag,
        404: shared("TagNotFound"),
        ...bodyFailures(),
      }),
      requestBody: body("TagName", "Its new name.", { usual: { value: { name: "money" } } }),
    },
    delete: operation("tags", "deleteTag", "Take a tag off every task", {
      204: empty("Deleted.", CHANGED),
      400: shared("BadAddress"),
      404: shared("TagNotFound"),
    }),
  },
};
