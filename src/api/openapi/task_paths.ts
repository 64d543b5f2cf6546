/** The description of the tasks' addresses. */
import { DEFAULT_LIMIT, MAX_LIMIT } from "../../forms/task_list.ts";
import { answer, header, invalid, shared } from "./responses.ts";
import { ID_MAX, reference, TASK_EXAMPLE, USER_EXAMPLE } from "./schemas.ts";
import type { Example, Operation, Parameter, PathItem, RequestBody, Response } from "./types.ts";

export const PARAMETERS: Record<string, Parameter> = {
  UserId: {
    name: "user_id",
    in: "path",
    required: true,
    description: "The `id` of the user whose token is sent; with any other the answer is 403.",
    schema: { type: "string", format: "uuid" },
    example: USER_EXAMPLE.id,
  },
  TaskId: {
    name: "id",
    in: "path",
    required: true,
    description: "Anything but such a number is answered like a task that does not exist.",
    schema: { type: "integer", minimum: 1, maximum: ID_MAX },
    example: TASK_EXAMPLE.id,
  },
  Status: {
    name: "status",
    in: "query",
    description: "Which tasks: newest first, completed ones by when they were.",
    schema: { type: "string", enum: ["all", "pending", "completed"], default: "all" },
  },
  Limit: {
    name: "limit",
    in: "query",
    description: "How many tasks at most.",
    schema: { type: "integer", minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT },
  },
  Cursor: {
    name: "cursor",
    in: "query",
    description: "`next` of the page before, with the same `status`.",
    schema: { type: "string", minLength: 4, maxLength: 200 },
  },
};

const parameter = (name: string) => ({ $ref: `#/components/parameters/${name}` });

const title = { title: "Title is required" };
const completed = { completed: "Completed must be true or false" };
const badWrite = invalid(
  { title, tooLong: { title: "Title must be 200 characters or less" }, completed },
  "The body is not valid JSON",
);

export const taskPaths: Record<string, PathItem> = {
  "/api/{user_id}/tasks": {
    parameters: [parameter("UserId")],
    get: {
      ...operation("listTasks", "List tasks", {
        200: answer("One page of the list.", reference("TaskList"), {
          last: { value: { tasks: [TASK_EXAMPLE], next: null } },
          more: { value: { tasks: [TASK_EXAMPLE], next: "WzcsbnVsbF0" } },
        }),
        400: invalid(
          {},
          "Status must be all, pending or completed",
          "Limit must be a whole number from 1 to 200",
          "Cursor is not one that this list gave",
        ),
      }),
      parameters: [parameter("Status"), parameter("Limit"), parameter("Cursor")],
    },
    post: {
      ...operation("createTask", "Add a task", {
        201: task("The task as it was stored.", { Location: header("Location") }),
        400: badWrite,
        ...bodyFailures(),
      }),
      requestBody: body("NewTask", "The task to add.", {
        short: { value: { title: "Pay the rent" } },
        whole: { value: { title: "Buy stamps", description: "Ten of them.", completed: true } },
      }),
    },
  },
  "/api/{user_id}/tasks/{id}": {
    parameters: [parameter("UserId"), parameter("TaskId")],
    get: operation("showTask", "Show a task", {
      200: task("The task."),
      400: shared("BadAddress"),
      404: shared("TaskNotFound"),
    }),
    put: {
      ...operation("replaceTask", "Write a task anew", {
        200: task("The task as it is now."),
        400: badWrite,
        404: shared("TaskNotFound"),
        409: shared("Conflict"),
        ...bodyFailures(),
      }),
      requestBody: body("WholeTask", "All of the task.", {
        whole: { value: { title: "Pay the rent", description: "In cash.", completed: false } },
        ifUnchanged: { value: { title: "Pay the rent", version: 2 } },
      }),
    },
    patch: {
      ...operation("changeTask", "Change some of a task", {
        200: task("The task as it is now."),
        400: badWrite,
        404: shared("TaskNotFound"),
        409: shared("Conflict"),
        ...bodyFailures(),
      }),
      requestBody: body("TaskChanges", "What is to change.", {
        title: { value: { title: "Pay the rent and the deposit" } },
        ifUnchanged: { value: { completed: true, version: 4 } },
      }),
    },
    delete: operation("deleteTask", "Delete a task", {
      204: { description: "Deleted.", headers: { "X-Request-Id": header("RequestId") } },
      400: shared("BadAddress"),
      404: shared("TaskNotFound"),
    }),
  },
  "/api/{user_id}/tasks/{id}/complete": {
    parameters: [parameter("UserId"), parameter("TaskId")],
    patch: {
      ...operation("completeTask", "Complete a task, or take that back", {
        200: task("The task as it is now."),
        400: invalid({ completed }, "The body is not valid JSON"),
        404: shared("TaskNotFound"),
        ...bodyFailures(),
      }),
      description: "A task that is so already stays as it is. Without a body it is completed.",
      requestBody: {
        ...body("Completion", "The state that is wanted.", {
          complete: { value: { completed: true } },
          reopen: { value: { completed: false } },
        }),
        required: false,
      },
    },
  },
};

/** What every operation on somebody's tasks has. */
function operation(
  operationId: string,
  summary: string,
  responses: Operation["responses"],
): Operation {
  return {
    operationId,
    tags: ["tasks"],
    summary,
    security: [{ bearerAuth: [] }],
    responses: {
      ...responses,
      401: shared("Unauthenticated"),
      403: shared("Forbidden"),
      500: shared("Failed"),
    },
  };
}

function bodyFailures() {
  return { 413: shared("TooLarge"), 415: shared("UnsupportedMediaType") };
}

function task(description: string, headers: Response["headers"] = {}): Response {
  const examples = { pending: { value: TASK_EXAMPLE } };
  const response = answer(description, reference("Task"), examples);
  return { ...response, headers: { ...response.headers, ...headers } };
}

function body(schema: string, description: string, examples: Record<string, Example>): RequestBody {
  return {
    description,
    required: true,
    content: { "application/json": { schema: reference(schema), examples } },
  };
}
