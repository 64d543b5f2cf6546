/** The description of the tasks' addresses. */
import {
  body,
  bodyFailures,
  CHANGED,
  operation as describe,
  empty,
  keyed,
  parameter,
  row,
} from "./operations.ts";
import { answer, header, invalid, shared } from "./responses.ts";
import { reference } from "./schema_parts.ts";
import { TASK_EXAMPLE } from "./task_schemas.ts";
import type { Operation, PathItem, Response } from "./types.ts";

const title = { title: "Title is required" };
const completed = { completed: "Completed must be true or false" };
const badWrite = invalid(
  {
    title,
    tooLong: { title: "Title must be 200 characters or less" },
    completed,
    day: { due_on: "Due date must be a day, such as 2026-11-30" },
    time: { due_time: "A time needs a due date" },
    list: { list_id: "List not found" },
    repeat: { repeat: "Repeat has a rule that never occurs" },
  },
  "The body is not valid JSON",
);

const operation = (id: string, summary: string, responses: Operation["responses"]) =>
  describe("tasks", id, summary, responses);

/** What a write may be told of a task that is there, or is not, or is another by now. */
const onTask = { 404: shared("TaskNotFound"), 412: shared("Changed") };

const whole = { title: "Pay the rent", description: "In cash.", completed: false };

export const taskPaths: Record<string, PathItem> = {
  "/api/{user_id}/tasks": {
    parameters: [parameter("UserId")],
    get: {
      ...operation("listTasks", "List tasks", {
        200: answer("One page of the list.", reference("TaskList"), {
          last: { value: { tasks: [TASK_EXAMPLE], next: null } },
          more: { value: { tasks: [TASK_EXAMPLE], next: "WyJjcmVhdGVkIiwiNyJd" } },
        }),
        400: invalid(
          {},
          "Status must be all, pending or completed",
          "Limit must be a whole number from 1 to 200",
          "Cursor is not one that this list gave",
        ),
      }),
      parameters: [
        ...["Status", "Limit", "Cursor", "InList", "OnChecklist", "WithTag", "OfPriority"],
        ...["DueFrom", "DueTo", "Sort"],
      ].map(parameter),
    },
    post: keyed({
      ...operation("createTask", "Add a task", {
        201: task("The task as it was stored.", { ...CHANGED, Location: header("Location") }),
        400: badWrite,
        ...bodyFailures(),
      }),
      requestBody: body("NewTask", "The task to add.", {
        short: { value: { title: "Pay the rent" } },
        whole: { value: { title: "Buy stamps", description: "Ten of them.", completed: true } },
        planned: {
          value: {
            title: "Pay the rent",
            due_on: "2026-11-30",
            due_time: "17:00",
            priority: "high",
            tags: ["bills"],
            repeat: { rule: "FREQ=MONTHLY;BYMONTHDAY=-1", mode: "catch_up" },
          },
        },
        line: { value: { quick_add: "pay rent tomorrow 9am every month #bills !1" } },
      }),
    }),
  },
  "/api/{user_id}/tasks/bulk": {
    parameters: [parameter("UserId")],
    post: keyed({
      ...operation("changeTasks", "Change many tasks at once", {
        200: row(
          "BulkDone",
          "Done: one entry of the history.",
          { count: 2, changed: 2, change_id: 41 },
          CHANGED,
        ),
        400: invalid(
          {
            ids: { ids: "Ids must be a list of task numbers" },
            list: { list_id: "List not found" },
          },
          "The body is not valid JSON",
        ),
        ...bodyFailures(),
      }),
      requestBody: body("Bulk", "Which tasks, and what to do.", {
        complete: { value: { ids: [7, 9], action: "complete" } },
        tag: { value: { ids: [7, 9], action: "tag", tag: "bills" } },
        reschedule: { value: { ids: [7], action: "due", due_on: "2026-12-01" } },
        inbox: { value: { ids: [7], action: "move", list_id: null } },
      }),
    }),
  },
  "/api/{user_id}/tasks/{id}": {
    parameters: [parameter("UserId"), parameter("TaskId")],
    get: {
      ...operation("showTask", "Show a task", {
        200: task("The task."),
        304: empty("It is as it was known.", { ETag: header("ETag") }),
        400: shared("BadAddress"),
        404: shared("TaskNotFound"),
      }),
      parameters: [parameter("IfNoneMatch")],
    },
    put: {
      ...operation("replaceTask", "Write a task anew", {
        200: task("The task as it is now.", CHANGED),
        400: badWrite,
        ...onTask,
        409: shared("Conflict"),
        ...bodyFailures(),
      }),
      parameters: [parameter("IfMatch")],
      requestBody: body("WholeTask", "All of the task.", {
        whole: { value: whole },
        ifUnchanged: { value: { title: "Pay the rent", version: 2 } },
      }),
    },
    patch: {
      ...operation("changeTask", "Change some of a task", {
        200: task("The task as it is now.", CHANGED),
        400: badWrite,
        ...onTask,
        409: shared("Conflict"),
        ...bodyFailures(),
      }),
      parameters: [parameter("IfMatch")],
      requestBody: body("TaskChanges", "What is to change.", {
        title: { value: { title: "Pay the rent and the deposit" } },
        planned: { value: { due_on: "2026-12-01", due_time: null, priority: "low" } },
        ifUnchanged: { value: { completed: true, version: 4 } },
      }),
    },
    delete: {
      ...operation("deleteTask", "Put a task in the trash", {
        204: empty("Deleted.", CHANGED),
        400: shared("BadAddress"),
        ...onTask,
      }),
      parameters: [parameter("IfMatch")],
    },
  },
  "/api/{user_id}/tasks/{id}/complete": {
    parameters: [parameter("UserId"), parameter("TaskId")],
    patch: {
      ...operation("completeTask", "Complete a task, or take that back", {
        200: row(
          "CompletedTask",
          "The task as it is now, and what comes next of its series.",
          { ...TASK_EXAMPLE, next: 12 },
          { ...CHANGED, ETag: header("ETag") },
        ),
        400: invalid({ completed }, "The body is not valid JSON"),
        ...onTask,
        ...bodyFailures(),
      }),
      description: "A task that is so already stays as it is. Without a body it is completed.",
      parameters: [parameter("IfMatch")],
      requestBody: {
        ...body("Completion", "The state that is wanted.", {
          complete: { value: { completed: true } },
          reopen: { value: { completed: false } },
        }),
        required: false,
      },
    },
  },
  "/api/{user_id}/tasks/{id}/restoration": {
    parameters: [parameter("UserId"), parameter("TaskId")],
    post: keyed({
      ...operation("restoreTask", "Take a task out of the trash", {
        200: task("The task as it is now.", CHANGED),
        400: shared("BadRequest"),
        404: shared("TaskNotFound"),
        ...bodyFailures(),
      }),
      description: "A task that is not in it stays as it is.",
    }),
  },
  "/api/{user_id}/tasks/{id}/position": {
    parameters: [parameter("UserId"), parameter("TaskId")],
    post: keyed({
      ...operation("moveTask", "Move a task in its list's order by hand", {
        200: task("The task as it is now.", CHANGED),
        400: invalid(
          { to: { to: "To must be top, up, down or bottom" } },
          "The body is not valid JSON",
        ),
        404: shared("TaskNotFound"),
        ...bodyFailures(),
      }),
      requestBody: body("Move", "Where to.", { top: { value: { to: "top" } } }),
    }),
  },
};

function task(description: string, headers: Response["headers"] = {}): Response {
  const response = answer(description, reference("Task"), { pending: { value: TASK_EXAMPLE } });
  return { ...response, headers: { ...response.headers, ETag: header("ETag"), ...headers } };
}
