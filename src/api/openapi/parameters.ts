/** What addresses and the headers of requests hold; queries come from their schemas. */
import { INTEGER_MAX } from "../../forms/numbers.ts";
import { KEY_MAX } from "../idempotency.ts";
import { TASK } from "./examples.ts";
import type { Parameter } from "./types.ts";

const IN_PATH = { in: "path", required: true } as const;
const ETAG = { in: "header", schema: { type: "string" }, example: '"3"' } as const;

export const PARAMETERS: Record<string, Parameter> = {
  UserId: {
    name: "user_id",
    ...IN_PATH,
    description: "The `id` of the user whose token is sent; with any other the answer is 403.",
    schema: { type: "string", format: "uuid" },
    example: TASK.user_id,
  },
  Id: {
    name: "id",
    ...IN_PATH,
    description: "Anything else gets the same answer as an id that does not exist.",
    schema: { type: "integer", minimum: 1, maximum: INTEGER_MAX },
    example: TASK.id,
  },
  IdempotencyKey: {
    name: "Idempotency-Key",
    in: "header",
    description:
      "Any text that identifies the request. Sent again with the same key and body within 24 hours, it gets the same answer and nothing is done a second time. An answer of 500 or above is not kept.",
    schema: { type: "string", minLength: 1, maxLength: KEY_MAX },
    example: "8e03978e-40d5-43e8-bc93-6894a57f9324",
  },
  IfMatch: {
    name: "If-Match",
    ...ETAG,
    description:
      "The `ETag` that was seen, or the version in quotes; several separated by commas, or `*`. If it has changed since, nothing is written and the answer is 412.",
  },
  IfNoneMatch: {
    name: "If-None-Match",
    ...ETAG,
    description: "The `ETag` that is known: if it still applies, the answer is 304 without a body.",
  },
};
