/** Lists, sections, tags, the history, the trash and settings as JSON Schema. */
import { CHANGE_KINDS } from "../../db/change_description.ts";
import { LIST_NAME_MAX } from "../../forms/list_json.ts";
import { COLOURS } from "../../models/lists.ts";
import { id, nullable, reference, time, version } from "./schema_parts.ts";
import type { Schema } from "./types.ts";

export const LIST_EXAMPLE = {
  id: 2,
  name: "Home",
  colour: "moss",
  archived: false,
  archived_at: null,
  position: "2",
  version: 1,
};

export const SECTION_EXAMPLE = { id: 1, list_id: 2, name: "Kitchen", position: "1", version: 1 };

export const TAG_EXAMPLE = { id: 3, name: "bills" };

export const CHANGE_EXAMPLE = {
  id: 41,
  kind: "task.completed",
  label: "Completed",
  subject: "Pay the rent",
  created_at: "2026-11-20T08:41:07.250Z",
  undoes: null,
  undone_by: null,
};

export const TRASH_EXAMPLE = {
  id: 9,
  title: "Buy stamps",
  deleted_at: "2026-11-20T08:41:07.250Z",
};

export const SETTINGS_EXAMPLE = { time_zone: "Europe/Berlin", week_start: 1 };

const name: Schema = {
  type: "string",
  minLength: 1,
  maxLength: LIST_NAME_MAX,
  description: "One line; white space around it is taken off.",
};

const colour: Schema = { type: "string", enum: [...COLOURS] };

const position: Schema = {
  type: "string",
  pattern: "^-?\\d+(\\.\\d+)?$",
  description: "Its place by hand, an exact number: less comes before more.",
};

const archived: Schema = {
  type: "boolean",
  description:
    "Put away: it is not among the lists, nor are its tasks in the views of all of them.",
};

const tagName: Schema = {
  type: "string",
  minLength: 1,
  maxLength: 50,
  description: "Letters of any script, digits, - and _; one tag for each in whatever case.",
};

const next: Schema = {
  type: ["string", "null"],
  minLength: 1,
  description: "What to send as `cursor` for the next page; null on the last one.",
};

const settings = {
  time_zone: {
    type: ["string", "null"],
    maxLength: 64,
    description:
      "An IANA name, which says when a day begins; null as long as it was not said: UTC.",
  },
  week_start: { type: "integer", minimum: 1, maximum: 7, description: "1 Monday to 7 Sunday." },
};

export const LIST_SCHEMAS: Record<string, Schema> = {
  List: {
    type: "object",
    required: Object.keys(LIST_EXAMPLE),
    properties: {
      id: id("Counted per user."),
      name,
      colour,
      archived,
      archived_at: nullable(time("When it was put away.")),
      position,
      version,
    },
  },
  NewList: {
    type: "object",
    required: ["name"],
    properties: { name, colour: { ...colour, default: COLOURS[0] } },
  },
  ListChanges: {
    type: "object",
    description: "What is left out stays as it is.",
    properties: { name, colour, archived },
  },
  Lists: collection("lists", "List"),
  Section: {
    type: "object",
    required: Object.keys(SECTION_EXAMPLE),
    properties: {
      id: id("Counted per user."),
      list_id: id("The list that it is in."),
      name,
      position,
      version,
    },
  },
  SectionName: { type: "object", required: ["name"], properties: { name } },
  Sections: collection("sections", "Section"),
  Tag: {
    type: "object",
    required: Object.keys(TAG_EXAMPLE),
    properties: { id: id("Counted per user."), name: tagName },
  },
  TagName: {
    type: "object",
    required: ["name"],
    properties: { name: { ...tagName, maxLength: 51, description: "With or without the `#`." } },
  },
  Tags: collection("tags", "Tag"),
  Change: {
    type: "object",
    required: Object.keys(CHANGE_EXAMPLE),
    properties: {
      id: id("Counted per user."),
      kind: {
        type: "string",
        enum: [...CHANGE_KINDS],
        description: "What was done, for programs.",
      },
      label: { type: "string", minLength: 1, description: "The same, for people." },
      subject: { type: ["string", "null"], description: "To what: a title, or `14 tasks`." },
      created_at: time("When it was done."),
      undoes: nullable(id("The entry that this one took back.")),
      undone_by: nullable(id("The entry that took this one back.")),
    },
  },
  History: {
    type: "object",
    required: ["changes", "next"],
    properties: {
      changes: { type: "array", maxItems: 200, items: reference("Change") },
      next,
    },
  },
  Undo: {
    type: "object",
    properties: {
      force: {
        type: "boolean",
        default: false,
        description:
          "Also where rows have changed since: they become what they were before the entry.",
      },
    },
  },
  Undone: {
    type: "object",
    required: ["change_id"],
    properties: {
      change_id: id("The entry that took it back. To undo that one is to redo this one."),
    },
  },
  UndoConflict: {
    type: "object",
    required: ["error", "conflicts"],
    properties: {
      error: { type: "string", minLength: 1 },
      conflicts: {
        type: "array",
        minItems: 1,
        description: "What is not as the entry left it.",
        items: {
          type: "object",
          required: ["type", "id", "name"],
          properties: {
            type: { type: "string", enum: ["task", "list", "section", "tag", "change"] },
            id: id("Of the row."),
            name: { type: ["string", "null"], description: "As it is now; null when it is gone." },
          },
        },
      },
    },
  },
  TrashedTask: {
    type: "object",
    required: Object.keys(TRASH_EXAMPLE),
    properties: {
      id: id("Of the task."),
      title: { type: "string" },
      deleted_at: time("When it was deleted; 30 days later it goes for good."),
    },
  },
  Trash: {
    type: "object",
    required: ["tasks", "next"],
    properties: {
      tasks: { type: "array", maxItems: 200, items: reference("TrashedTask") },
      next,
    },
  },
  Settings: {
    type: "object",
    required: Object.keys(SETTINGS_EXAMPLE),
    properties: settings,
  },
  SettingsChanges: {
    type: "object",
    description: "What is left out stays as it is.",
    properties: settings,
  },
};

function collection(name: string, schema: string): Schema {
  return {
    type: "object",
    required: [name],
    properties: { [name]: { type: "array", items: reference(schema) } },
  };
}
