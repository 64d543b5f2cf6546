/** The description of the addresses of the history, the trash and the settings. */
import { CHANGE_EXAMPLE, SETTINGS_EXAMPLE, TRASH_EXAMPLE } from "./list_schemas.ts";
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
import { answer, invalid, shared } from "./responses.ts";
import { reference } from "./schema_parts.ts";
import type { PathItem } from "./types.ts";

const badPage = invalid(
  {},
  "Limit must be a whole number from 1 to 200",
  "Cursor is not one that this list gave",
);

const conflict = {
  error: "Some of it has changed since",
  conflicts: [{ type: "task", id: 7, name: "Pay the rent" }],
};

export const pastPaths: Record<string, PathItem> = {
  "/api/{user_id}/history": {
    parameters: [parameter("UserId")],
    get: {
      ...operation("history", "listChanges", "List what was done, the latest first", {
        200: row("History", "One page.", { changes: [CHANGE_EXAMPLE], next: "41" }),
        400: badPage,
      }),
      description: "It goes back 30 days.",
      parameters: [parameter("Limit"), parameter("Cursor")],
    },
  },
  "/api/{user_id}/history/{id}/undo": {
    parameters: [parameter("UserId"), parameter("ChangeId")],
    post: keyed({
      ...operation("history", "undoChange", "Take a change back as a whole", {
        200: row("Undone", "It is as before.", { change_id: 42 }, CHANGED),
        400: invalid(
          { force: { force: "Force must be true or false" } },
          "The body is not valid JSON",
        ),
        404: shared("ChangeNotFound"),
        409: answer(
          "Some of it has changed since, and nothing was done.",
          reference("UndoConflict"),
          { changed: { value: conflict } },
        ),
        ...bodyFailures(),
      }),
      description: "What is taken back already stays so.",
      requestBody: {
        ...body("Undo", "Whether to do it come what may.", {
          usual: { value: {} },
          force: { value: { force: true } },
        }),
        required: false,
      },
    }),
  },
  "/api/{user_id}/trash": {
    parameters: [parameter("UserId")],
    get: {
      ...operation("trash", "listTrash", "List what is in the trash, the latest first", {
        200: row("Trash", "One page.", { tasks: [TRASH_EXAMPLE], next: null }),
        400: badPage,
      }),
      parameters: [parameter("Limit"), parameter("Cursor")],
    },
    delete: {
      ...operation("trash", "emptyTrash", "Take everything in the trash away for good", {
        204: empty("It is empty."),
      }),
      description: "The history forgets it as well: this cannot be undone.",
    },
  },
  "/api/{user_id}/trash/{id}": {
    parameters: [parameter("UserId"), parameter("TaskId")],
    delete: {
      ...operation("trash", "purgeTask", "Take a task in the trash away for good", {
        204: empty("It is gone."),
        400: shared("BadAddress"),
        404: shared("TaskNotFound"),
      }),
      description: "The history forgets it as well: this cannot be undone.",
    },
  },
  "/api/{user_id}/settings": {
    parameters: [parameter("UserId")],
    get: operation("settings", "showSettings", "Show what days are reckoned by", {
      200: row("Settings", "The settings.", SETTINGS_EXAMPLE),
    }),
    patch: {
      ...operation("settings", "changeSettings", "Change what days are reckoned by", {
        200: row("Settings", "The settings as they are now.", SETTINGS_EXAMPLE),
        400: invalid(
          { zone: { time_zone: "Time zone must be an IANA name, such as Europe/Berlin" } },
          "The body is not valid JSON",
        ),
        ...bodyFailures(),
      }),
      requestBody: body("SettingsChanges", "What is to change.", {
        zone: { value: { time_zone: "Pacific/Tongatapu" } },
        week: { value: { week_start: 7 } },
      }),
    },
  },
};
