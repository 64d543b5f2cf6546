/** Every operation of the API, by its id: its address and name, what is sent and answered, and notes. */
import { z } from "zod";
import { ROWS_MOST } from "../../db/quotas.ts";
import { NOT_REPEATING } from "../problems.ts";
import * as accounts from "../schemas/accounts.ts";
import { Bulk, BulkDone } from "../schemas/bulk.ts";
import { Calendar, calendarQuery } from "../schemas/calendar.ts";
import * as history from "../schemas/history.ts";
import * as lists from "../schemas/lists.ts";
import { Move } from "../schemas/move.ts";
import * as searches from "../schemas/searches.ts";
import { Settings, SettingsChanges } from "../schemas/settings.ts";
import { Stats, statsQuery } from "../schemas/stats.ts";
import { AddedTask, CompletedTask, SkippedTask, Task, TaskList } from "../schemas/task_answers.ts";
import { taskQuery } from "../schemas/task_query.ts";
import * as tasks from "../schemas/tasks.ts";
import type { Refusals } from "./refusals.ts";

/** What is sent and answered, as far as it does not follow from the address. */
interface Exchange extends Refusals {
  query?: z.ZodType<object>;
  body?: z.ZodType<object>;
  /** Without a body all of it is left out. */
  isBodyOptional?: true;
  200?: z.ZodType<object>;
  201?: z.ZodType<object>;
  202?: z.ZodType<object>;
  /** What the answer without a body means; by default "Deleted." */
  204?: string;
  /** A shared answer; by default that of another user's token, or without TLS. */
  403?: "SignUpClosed" | "ReadOnly";
  409?: z.ZodType<object>;
  /** A shared answer; by default that of an `Idempotency-Key`. */
  422?: "TooMuch";
  /** A shared answer where reading the body takes long. */
  429?: "TooLong";
  /** A token is needed though the path names no user. */
  isSignedIn?: true;
  /** It may be kept for a while. */
  isCached?: true;
}

const Document = z
  .looseObject({ openapi: z.literal("3.1.0") })
  .meta({ id: "OpenApi", description: "An OpenAPI 3.1 document." });

/** Method and path, and a summary. What belongs to no user is below /api, all else below /api/{user_id}. */
export const OPERATIONS = {
  signUp: ["POST /auth/signup", "Create an account and sign in"],
  signIn: ["POST /auth/signin", "Sign in"],
  signOut: ["POST /auth/signout", "Sign out"],

  listTasks: ["GET /tasks", "List tasks"],
  createTask: ["POST /tasks", "Add a task"],
  changeTasks: ["POST /tasks/bulk", "Change many tasks at once"],
  showTask: ["GET /tasks/{id}", "Show a task"],
  replaceTask: ["PUT /tasks/{id}", "Replace a task"],
  changeTask: ["PATCH /tasks/{id}", "Change some of a task"],
  deleteTask: ["DELETE /tasks/{id}", "Put a task in the trash"],
  completeTask: ["PATCH /tasks/{id}/complete", "Complete or reopen a task"],
  skipTask: ["POST /tasks/{id}/skip", "Skip an occurrence of a series"],
  restoreTask: ["POST /tasks/{id}/restoration", "Take a task out of the trash"],
  moveTask: ["POST /tasks/{id}/position", "Move a task in the manual order of its list"],

  listLists: ["GET /lists", "List the lists, in their order"],
  createList: ["POST /lists", "Create a list"],
  showList: ["GET /lists/{id}", "Show a list"],
  changeList: ["PATCH /lists/{id}", "Rename, recolour, archive or unarchive a list"],
  deleteList: ["DELETE /lists/{id}", "Delete a list"],
  moveList: ["POST /lists/{id}/position", "Move a list among the lists"],
  listSections: ["GET /lists/{id}/sections", "List a list's sections, in their order"],
  createSection: ["POST /lists/{id}/sections", "Create a section in a list"],
  changeSection: ["PATCH /sections/{id}", "Rename a section"],
  deleteSection: ["DELETE /sections/{id}", "Delete a section"],
  moveSection: ["POST /sections/{id}/position", "Move a section within its list"],

  listTags: ["GET /tags", "List the tags, by name"],
  renameTag: ["PATCH /tags/{id}", "Rename a tag, on every task"],
  deleteTag: ["DELETE /tags/{id}", "Remove a tag from every task"],

  listSearches: ["GET /searches", "List the saved searches, in their order"],
  createSearch: ["POST /searches", "Save a search"],
  showSearch: ["GET /searches/{id}", "Show a saved search"],
  changeSearch: ["PATCH /searches/{id}", "Change the name or the query of a saved search"],
  deleteSearch: ["DELETE /searches/{id}", "Delete a saved search"],
  moveSearch: ["POST /searches/{id}/position", "Move a saved search among the others"],
  showStats: ["GET /stats", "Count what was completed, by day, list, tag and repeat"],
  showCalendar: ["GET /calendar", "Show the tasks of a range of days, with repeats to come"],

  listChanges: ["GET /history", "List what was done, the latest first"],
  undoChange: ["POST /history/{id}/undo", "Undo a change as a whole"],

  listTrash: ["GET /trash", "List what is in the trash, the latest first"],
  emptyTrash: ["DELETE /trash", "Delete everything in the trash for good"],
  purgeTask: ["DELETE /trash/{id}", "Delete a task in the trash for good"],

  showSettings: [
    "GET /settings",
    "Show the settings: time zone, week, dates and times, the look of pages",
  ],
  changeSettings: ["PATCH /settings", "Change the settings"],

  describe: ["GET /openapi.json", "This document"],
} as const satisfies Record<string, readonly [address: string, summary: string]>;

export type OperationId = keyof typeof OPERATIONS;

export const EXCHANGES: { readonly [Id in OperationId]?: Exchange } = {
  signUp: {
    body: accounts.SignUp,
    201: accounts.SignedIn,
    202: accounts.SignUpStarted,
    403: "SignUpClosed",
    invalid: { email: "Email already registered" },
  },
  signIn: { body: accounts.SignIn, 200: accounts.SignedIn, wrong: "Invalid email or password" },
  signOut: { 200: accounts.SignedOut, 403: "ReadOnly", isSignedIn: true },

  listTasks: { query: taskQuery, 200: TaskList },
  createTask: { body: tasks.NewTask, 201: AddedTask, 429: "TooLong" },
  changeTasks: { body: Bulk, 200: BulkDone, 422: "TooMuch" },
  showTask: { 200: Task },
  replaceTask: { body: tasks.WholeTask, 200: Task },
  changeTask: { body: tasks.TaskChanges, 200: Task },
  completeTask: { body: tasks.Completion, isBodyOptional: true, 200: CompletedTask },
  skipTask: { 200: SkippedTask, invalid: { repeat: NOT_REPEATING } },
  restoreTask: { 200: Task },
  moveTask: { body: Move, 200: Task },

  listLists: { query: lists.listsQuery, 200: lists.Lists },
  createList: { body: lists.NewList, 201: lists.List },
  showList: { 200: lists.List },
  changeList: { body: lists.ListChanges, 200: lists.List },
  moveList: { body: Move, 200: lists.List },
  listSections: { 200: lists.Sections },
  createSection: { body: lists.SectionName, 201: lists.Section },
  changeSection: { body: lists.SectionName, 200: lists.Section },
  moveSection: { body: Move, 200: lists.Section },

  listTags: { 200: lists.Tags },
  renameTag: { body: lists.TagName, 200: lists.Tag },

  listSearches: { 200: searches.Searches },
  createSearch: { body: searches.NewSearch, 201: searches.Search },
  showSearch: { 200: searches.Search },
  changeSearch: { body: searches.SearchChanges, 200: searches.Search },
  moveSearch: { body: Move, 200: searches.Search },
  showStats: { query: statsQuery, 200: Stats },
  showCalendar: { query: calendarQuery, 200: Calendar },

  listChanges: { query: history.historyQuery, 200: history.History },
  undoChange: {
    body: history.Undo,
    isBodyOptional: true,
    200: history.Undone,
    409: history.UndoConflict,
  },
  listTrash: { query: history.trashQuery, 200: history.Trash },
  emptyTrash: { 204: "The trash is empty." },

  showSettings: { 200: Settings },
  changeSettings: { body: SettingsChanges, 200: Settings },

  describe: { 200: Document, isCached: true },
};

const FORGOTTEN = "The history loses it as well: this cannot be undone.";

export const NOTES: { readonly [Id in OperationId]?: string } = {
  signUp:
    "Who can sign up is the host's decision: everyone at once (201), everyone by the link of a mail (202), or only who was invited (403).",
  signIn: "A wrong password and an unknown email are the same answer.",
  signOut: "From then on the token is invalid, on every server.",
  completeTask:
    "A task that is in that state already stays as it is. Without a body it is completed.",
  deleteTask: "Of an occurrence that is to do, the whole series; what was completed of it stays.",
  skipTask:
    "The task moves to the next day of its repeat, as after completion, and its checklist with it, to do again. Nothing is completed, and COUNT is used up by one. The last one goes to the trash.",
  restoreTask: "A task that is not in the trash stays as it is.",
  deleteList: "Its tasks go to the trash with it; undoing it restores all of it.",
  createSearch: `There can be ${ROWS_MOST.searches} of them.`,
  deleteSearch: "The tasks that it finds stay as they are.",
  deleteSection: "Its tasks stay in the list, in no section.",
  showStats:
    "Counted from the completed tasks that are there: not those in the trash, those that were deleted for good, or the items of checklists. Days are those of the person's present time zone.",
  showCalendar:
    "Only days that have tasks are listed. Tasks of archived lists and items of checklists are left out.",
  listChanges:
    "Entries are kept for 30 days. A page may have fewer than `limit`, or none, before the end: only a `next` of null is the end.",
  undoChange: "A change that is already undone stays undone.",
  emptyTrash: FORGOTTEN,
  purgeTask: FORGOTTEN,
};

/** Their descriptions. */
export const TAGS: Record<string, string> = {
  auth: "Accounts and tokens.",
  tasks: "The tasks of the user whose token is sent.",
  lists: "Their lists, and the sections in them.",
  tags: "Their tags, which are created by adding them to a task.",
  searches: "Their saved searches: a query under a name.",
  stats: "How much was completed, as far back as the tasks go.",
  calendar: "Their tasks by day.",
  history: "What was done in the last 30 days, and undoing it.",
  trash: "What was deleted in the last 30 days.",
  settings:
    "The person's time zone, first day of the week, how they write dates and times, and the look of their pages.",
  about: "The API itself.",
};
