/** Every route of the pages; those of the API are in api/routes.ts. */
import { ACCOUNT_ROUTES } from "./account_routes.ts";
import * as bulk from "./controllers/bulk.ts";
import * as bulkAdd from "./controllers/bulk_add.ts";
import * as calendar from "./controllers/calendar.ts";
import * as catchUp from "./controllers/catch_up.ts";
import * as checklist from "./controllers/checklist.ts";
import * as completion from "./controllers/completion.ts";
import * as dashboard from "./controllers/dashboard.ts";
import * as help from "./controllers/help.ts";
import * as history from "./controllers/history.ts";
import * as home from "./controllers/home.ts";
import * as lists from "./controllers/lists.ts";
import * as quickAdd from "./controllers/quick_add.ts";
import * as review from "./controllers/review.ts";
import * as search from "./controllers/search.ts";
import * as searches from "./controllers/searches.ts";
import * as sections from "./controllers/sections.ts";
import * as tags from "./controllers/tags.ts";
import * as taskCreation from "./controllers/task_creation.ts";
import * as taskFiles from "./controllers/task_files.ts";
import * as taskLists from "./controllers/task_lists.ts";
import * as taskUpdate from "./controllers/task_update.ts";
import * as tasks from "./controllers/tasks.ts";
import * as trash from "./controllers/trash.ts";
import { bulkForm } from "./forms/bulk.ts";
import { bulkAddForm } from "./forms/bulk_add.ts";
import { catchUpForm, isForAllLate } from "./forms/catch_up.ts";
import { completionForm, parseCompletion } from "./forms/completion.ts";
import { buttonForm, choices } from "./forms/declaration.ts";
import { archivingForm, listForm } from "./forms/list.ts";
import { moveForm } from "./forms/move.ts";
import { revertQuickAddForm } from "./forms/quick_add.ts";
import { parseRestoration } from "./forms/restoration.ts";
import { savedSearchForm } from "./forms/saved_search.ts";
import { sectionForm } from "./forms/section.ts";
import { tagForm } from "./forms/tag.ts";
import { checklistItemForm, newTaskForm, taskForm } from "./forms/task.ts";
import { parseUndoButton } from "./forms/undo.ts";
import type { Action } from "./http/request_context.ts";
import type { Route } from "./http/router.ts";
import { own } from "./page_routes.ts";
import { FILE_ENDINGS } from "./presenters/task_files.ts";

const { get, post } = own;

/** The page of a list, after its files: `:id` and `:name` would match theirs too. */
function withFiles(path: string, action: Action): Route[] {
  const files = FILE_ENDINGS.map((ending) => own.file(`${path}.${ending}`, taskFiles.show(ending)));
  return [...files, get(path, action)];
}

export const PAGE_ROUTES: readonly Route[] = [
  { method: "get", path: "/", guards: [], action: home.show },
  ...ACCOUNT_ROUTES,

  // ---- From here on, a user is required. ----
  ...withFiles("/dashboard", dashboard.show),
  get("/catch-up", catchUp.show),
  post("/catch-up", catchUp.apply, catchUpForm),
  ...withFiles("/upcoming", taskLists.show),
  ...withFiles("/inbox", taskLists.show),
  ...withFiles("/someday", taskLists.show),
  ...withFiles("/completed", taskLists.show),
  ...withFiles("/search", search.show),
  get("/calendar", calendar.show),

  ...withFiles("/tasks", taskLists.show),
  post("/tasks", (c) => (c.fields.quick === "1" ? quickAdd : taskCreation).create(c), newTaskForm),
  get("/tasks/new", taskCreation.newTask),
  get("/tasks/many", bulkAdd.show),
  post("/tasks/many", bulkAdd.create, bulkAddForm),
  post(
    "/tasks/bulk",
    // The form around the rows of a list: a row's own button, that of all late tasks, or an action for
    // the selected ones.
    (c) => {
      if (parseUndoButton(c.fields) !== null) return history.undoInList(c);
      if (isForAllLate(c.fields)) return catchUp.apply(c);
      if (parseRestoration(c.fields) !== null) return tasks.restore(c);
      return parseCompletion(c.fields) === null ? bulk.apply(c) : completion.complete(c);
    },
    bulkForm,
  ),
  get("/tasks/:id", tasks.show),
  post("/tasks/:id", taskUpdate.update, taskForm),
  get("/tasks/:id/edit", taskUpdate.edit),
  post("/tasks/:id/completion", completion.complete, completionForm),
  post(
    "/tasks/:id/deletion",
    tasks.destroy,
    buttonForm("Delete the task", "Delete the task", choices("ask")),
  ),
  post("/tasks/:id/skip", tasks.skip, buttonForm("Skip the task this once", "Skip this one")),
  post("/tasks/:id/restoration", tasks.restore, buttonForm("Restore the task", "Restore the task")),
  post("/tasks/:id/position", tasks.move, moveForm),
  post("/tasks/:id/checklist", checklist.create, checklistItemForm),
  post("/tasks/:id/plain", quickAdd.revert, revertQuickAddForm),

  get("/lists", lists.index),
  post("/lists", lists.create, listForm),
  get("/lists/new", lists.newList),
  ...withFiles("/lists/:id", taskLists.show),
  post("/lists/:id", lists.update, listForm),
  get("/lists/:id/edit", lists.edit),
  post("/lists/:id/archiving", lists.archive, archivingForm),
  post("/lists/:id/deletion", lists.destroy, buttonForm("Delete the list", "Delete the list")),
  post("/lists/:id/position", lists.move, moveForm),
  post("/lists/:id/sections", sections.create, sectionForm),
  post("/lists/:id/sections/:section_id", sections.update, sectionForm),
  post(
    "/lists/:id/sections/:section_id/deletion",
    sections.destroy,
    buttonForm("Delete the section", "Delete the section"),
  ),
  post("/lists/:id/sections/:section_id/position", sections.move, moveForm),

  get("/tags", tags.index),
  ...withFiles("/tags/:name", taskLists.show),
  get("/tags/:name/edit", tags.edit),
  post("/tags/:name/name", tags.rename, tagForm),
  post("/tags/:name/deletion", tags.destroy, buttonForm("Delete the tag", "Delete the tag")),

  get("/searches", searches.index),
  post("/searches", searches.create, savedSearchForm),
  ...withFiles("/searches/:id", taskLists.show),
  post("/searches/:id", searches.update, savedSearchForm),
  get("/searches/:id/edit", searches.edit),
  post(
    "/searches/:id/deletion",
    searches.destroy,
    buttonForm("Delete the search", "Delete the search"),
  ),
  post("/searches/:id/position", searches.move, moveForm),

  get("/review", review.show),
  get("/help", help.show),
  get("/history", history.index),
  post("/undo/:id", history.undo, buttonForm("Undo", "Undo", choices("force"))),
  get("/trash", trash.index),
  post(
    "/trash/purge",
    trash.purgeAll,
    buttonForm("Empty the Trash", "Delete for good", choices("confirmed")),
  ),
  post(
    "/trash/:id/purge",
    trash.purge,
    buttonForm("Delete for good", "Delete for good", choices("confirmed")),
  ),
];
