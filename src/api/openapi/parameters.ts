/** What stands in the addresses and the headers of requests. */

import { SORTS, STATUSES } from "../../forms/list_controls.ts";
import { DEFAULT_LIMIT, MAX_LIMIT } from "../../forms/task_list.ts";
import { PRIORITIES } from "../../models/priority.ts";
import { KEY_MAX } from "../idempotency.ts";
import { ID_MAX } from "./schemas.ts";
import { TASK_EXAMPLE } from "./task_schemas.ts";
import type { Parameter, Schema } from "./types.ts";

const number: Schema = { type: "integer", minimum: 1, maximum: ID_MAX };
const day: Schema = { type: "string", format: "date" };

const id = (noun: string): Parameter => ({
  name: "id",
  in: "path",
  required: true,
  description: `Anything but such a number is answered like a ${noun} that does not exist.`,
  schema: number,
  example: TASK_EXAMPLE.id,
});

const query = (name: string, description: string, schema: Schema): Parameter => ({
  name,
  in: "query",
  description,
  schema,
});

export const PARAMETERS: Record<string, Parameter> = {
  UserId: {
    name: "user_id",
    in: "path",
    required: true,
    description: "The `id` of the user whose token is sent; with any other the answer is 403.",
    schema: { type: "string", format: "uuid" },
    example: TASK_EXAMPLE.user_id,
  },
  TaskId: id("task"),
  ListId: id("list"),
  SectionId: id("section"),
  TagId: id("tag"),
  ChangeId: id("change"),
  Status: query("status", "Which tasks.", {
    type: "string",
    enum: [...STATUSES],
    default: "all",
  }),
  Limit: query("limit", "How many at most.", {
    type: "integer",
    minimum: 1,
    maximum: MAX_LIMIT,
    default: DEFAULT_LIMIT,
  }),
  Cursor: query("cursor", "`next` of the page before; send the same filters and `sort` with it.", {
    type: "string",
    minLength: 1,
    maxLength: 2000,
  }),
  InList: query(
    "list_id",
    "Only what is in this list; `inbox` or 0 for what is in none. One that is not there holds nothing.",
    { anyOf: [number, { enum: [0, "inbox"] }] },
  ),
  OnChecklist: query(
    "parent_id",
    "The checklist of this task, in place of the tasks that are on none.",
    number,
  ),
  WithTag: query("tag", "Only what bears this tag, by its name.", { type: "string" }),
  OfPriority: query("priority", "Only what has this priority.", {
    type: "string",
    enum: [...PRIORITIES],
  }),
  DueFrom: query("due_from", "Only what is due on this day or later.", day),
  DueTo: query("due_to", "Only what is due on this day or earlier.", day),
  Sort: query(
    "sort",
    "In which order. Without it the newest come first and, with `status=completed`, the latest completed.",
    { type: "string", enum: [...SORTS] },
  ),
  Archived: query("archived", "Whether archived lists are shown as well.", {
    type: "boolean",
    default: false,
  }),
  IdempotencyKey: {
    name: "Idempotency-Key",
    in: "header",
    description:
      "Names the request, of any characters. Sent again under the same key within 24 hours, with the same body, it gets the same answer and nothing is done a second time. An answer of 500 or above is not kept.",
    schema: { type: "string", minLength: 1, maxLength: KEY_MAX },
    example: "8e03978e-40d5-43e8-bc93-6894a57f9324",
  },
  IfMatch: {
    name: "If-Match",
    in: "header",
    description:
      "The `ETag` that was seen, or the version in quotes; several with commas between them, or `*`. If the task is another by now, nothing is written and the answer is 412.",
    schema: { type: "string" },
    example: '"3"',
  },
  IfNoneMatch: {
    name: "If-None-Match",
    in: "header",
    description: "The `ETag` that is known: if it still holds, the answer is 304 without a body.",
    schema: { type: "string" },
    example: '"3"',
  },
};
