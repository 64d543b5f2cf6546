/** Every operation of the API, by its tag. */
import { z } from "zod";
import { SignedIn, SignedOut, SignIn, SignUp } from "../schemas/accounts.ts";
import { Bulk, BulkDone } from "../schemas/bulk.ts";
import { COMPONENTS } from "../schemas/fields.ts";
import {
  History,
  historyQuery,
  Trash,
  trashQuery,
  Undo,
  UndoConflict,
  Undone,
} from "../schemas/history.ts";
import {
  List,
  ListChanges,
  Lists,
  listsQuery,
  NewList,
  Section,
  SectionName,
  Sections,
  Tag,
  TagName,
  Tags,
} from "../schemas/lists.ts";
import { Move } from "../schemas/move.ts";
import { Settings, SettingsChanges } from "../schemas/settings.ts";
import { CompletedTask, TaskAnswer, TaskList } from "../schemas/task_answers.ts";
import { taskQuery } from "../schemas/task_query.ts";
import { Completion, NewTask, TaskChanges, WholeTask } from "../schemas/tasks.ts";
import type { Operations } from "./operations.ts";

const Document = z
  .looseObject({ openapi: z.literal("3.1.0") })
  .describe("An OpenAPI 3.1 document.")
  .register(COMPONENTS, { id: "OpenApi" });

const FORGOTTEN = "The history loses it as well: this cannot be undone.";

/** Each is of the tag that its path begins with. */
export const OPERATIONS: Operations = {
  "POST /auth/signup": [
    "signUp",
    "Make an account and sign in",
    { body: SignUp, 201: SignedIn, invalid: { email: "Email already registered" } },
  ],
  "POST /auth/signin": [
    "signIn",
    "Sign in",
    {
      description: "A wrong password and an unknown email are the same answer.",
      body: SignIn,
      200: SignedIn,
      wrong: "Invalid email or password",
    },
  ],
  "POST /auth/signout": [
    "signOut",
    "Sign out",
    {
      description: "From then on the token is invalid, on every server.",
      isSignedIn: true,
      200: SignedOut,
    },
  ],

  "GET /{user_id}/tasks": ["listTasks", "List tasks", { query: taskQuery, 200: TaskList }],
  "POST /{user_id}/tasks": ["createTask", "Add a task", { body: NewTask, 201: TaskAnswer }],
  "POST /{user_id}/tasks/bulk": [
    "changeTasks",
    "Change many tasks at once",
    { body: Bulk, 200: BulkDone },
  ],
  "GET /{user_id}/tasks/{id}": ["showTask", "Show a task", { 200: TaskAnswer }],
  "PUT /{user_id}/tasks/{id}": [
    "replaceTask",
    "Replace a task",
    { body: WholeTask, 200: TaskAnswer },
  ],
  "PATCH /{user_id}/tasks/{id}": [
    "changeTask",
    "Change some of a task",
    { body: TaskChanges, 200: TaskAnswer },
  ],
  "DELETE /{user_id}/tasks/{id}": ["deleteTask", "Put a task in the trash"],
  "PATCH /{user_id}/tasks/{id}/complete": [
    "completeTask",
    "Complete or reopen a task",
    {
      description:
        "A task that is in that state already stays as it is. Without a body it is completed.",
      body: Completion,
      isBodyOptional: true,
      200: CompletedTask,
    },
  ],
  "POST /{user_id}/tasks/{id}/restoration": [
    "restoreTask",
    "Take a task out of the trash",
    { description: "A task that is not in the trash stays as it is.", 200: TaskAnswer },
  ],
  "POST /{user_id}/tasks/{id}/position": [
    "moveTask",
    "Move a task in its list's order by hand",
    { body: Move, 200: TaskAnswer },
  ],

  "GET /{user_id}/lists": [
    "listLists",
    "List the lists, in their order",
    { query: listsQuery, 200: Lists },
  ],
  "POST /{user_id}/lists": ["createList", "Make a list", { body: NewList, 201: List }],
  "GET /{user_id}/lists/{id}": ["showList", "Show a list", { 200: List }],
  "PATCH /{user_id}/lists/{id}": [
    "changeList",
    "Rename, recolour, archive or unarchive a list",
    { body: ListChanges, 200: List },
  ],
  "DELETE /{user_id}/lists/{id}": [
    "deleteList",
    "Delete a list",
    { description: "Its tasks go to the trash with it; undoing it restores all of it." },
  ],
  "POST /{user_id}/lists/{id}/position": [
    "moveList",
    "Move a list among the lists",
    { body: Move, 200: List },
  ],
  "GET /{user_id}/lists/{id}/sections": [
    "listSections",
    "List a list's sections, in their order",
    { 200: Sections },
  ],
  "POST /{user_id}/lists/{id}/sections": [
    "createSection",
    "Make a section in a list",
    { body: SectionName, 201: Section },
  ],
  "PATCH /{user_id}/sections/{id}": [
    "changeSection",
    "Rename a section",
    { body: SectionName, 200: Section },
  ],
  "DELETE /{user_id}/sections/{id}": [
    "deleteSection",
    "Delete a section",
    { description: "Its tasks stay in the list, in no section." },
  ],
  "POST /{user_id}/sections/{id}/position": [
    "moveSection",
    "Move a section within its list",
    { body: Move, 200: Section },
  ],

  "GET /{user_id}/tags": ["listTags", "List the tags, by name", { 200: Tags }],
  "PATCH /{user_id}/tags/{id}": [
    "renameTag",
    "Rename a tag, on every task",
    { body: TagName, 200: Tag },
  ],
  "DELETE /{user_id}/tags/{id}": ["deleteTag", "Remove a tag from every task"],

  "GET /{user_id}/history": [
    "listChanges",
    "List what was done, the latest first",
    { description: "It goes back 30 days.", query: historyQuery, 200: History },
  ],
  "POST /{user_id}/history/{id}/undo": [
    "undoChange",
    "Undo a change as a whole",
    {
      description: "What is undone already stays so.",
      body: Undo,
      isBodyOptional: true,
      200: Undone,
      409: UndoConflict,
    },
  ],

  "GET /{user_id}/trash": [
    "listTrash",
    "List what is in the trash, the latest first",
    { query: trashQuery, 200: Trash },
  ],
  "DELETE /{user_id}/trash": [
    "emptyTrash",
    "Delete everything in the trash for good",
    { description: FORGOTTEN },
  ],
  "DELETE /{user_id}/trash/{id}": [
    "purgeTask",
    "Delete a task in the trash for good",
    { description: FORGOTTEN },
  ],

  "GET /{user_id}/settings": ["showSettings", "Show the settings", { 200: Settings }],
  "PATCH /{user_id}/settings": [
    "changeSettings",
    "Change the settings",
    { body: SettingsChanges, 200: Settings },
  ],

  "GET /openapi.json": ["describe", "This document", { 200: Document, isCached: true }],
};

/** Their descriptions. */
export const TAGS: Record<string, string> = {
  auth: "Accounts and tokens.",
  tasks: "The tasks of the user whose token is sent.",
  lists: "Their lists, and the sections in them.",
  tags: "Their tags, which are made by being put on a task.",
  history: "What was done in the last 30 days, and undoing it.",
  trash: "What was deleted in the last 30 days.",
  settings: "The person's time zone and first day of the week.",
  about: "The API itself.",
};
