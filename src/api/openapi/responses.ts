/** The answers that many operations share, and the headers of answers. */
import { full } from "../../db/quotas.ts";
import { quotaMessage } from "../../forms/quota.ts";
import { COPIES_TOO_MUCH } from "../../models/bulk_rows.ts";
import { TOO_MANY_CUSTOM } from "../../models/change_size.ts";
import { REMOVES_TOO_MUCH } from "../../models/series.ts";
import { KEY_USED } from "../idempotency.ts";
import { CHANGE_HEADER } from "../json.ts";
import { changedMessage } from "../problems.ts";
import { READ_ONLY } from "../require_bearer.ts";
import { SIGN_UP_CLOSED } from "../schemas/accounts.ts";
import { ErrorAnswer } from "../schemas/errors.ts";
import { named, referenceTo } from "./components.ts";
import type { Content, Example, Header, Reference, Response, Schema } from "./types.ts";

const COUNT = { type: "integer", minimum: 1 };

export const HEADERS: Record<string, Header> = {
  "X-Request-Id": header(
    "Identifies the request in the server's log: quote it when you ask for help.",
    {
      type: "string",
      minLength: 8,
      maxLength: 64,
    },
  ),
  Location: header("The path of what was created.", { type: "string", pattern: "^/api/" }),
  "Retry-After": header("After how many seconds to try again.", COUNT),
  MayRetryAfter: {
    description: "After how many seconds to try again, if the database is only away for now.",
    required: false,
    schema: COUNT,
  },
  "WWW-Authenticate": header("Always `Bearer` (RFC 6750).", { const: "Bearer" }),
  [CHANGE_HEADER]: {
    description:
      "The history entry of this change, by which it can be undone. Not sent when nothing changed.",
    required: false,
    schema: COUNT,
  },
  ETag: header("The current version, for `If-Match` and, of a task, `If-None-Match`.", {
    type: "string",
    pattern: '^"[0-9a-f-]+"$',
  }),
  Allow: header("The methods that this address accepts, separated by commas.", {
    type: "string",
    pattern: "^[A-Z]+(, [A-Z]+)*$",
  }),
  "Cache-Control": header("How long the answer may be kept, by anyone.", { type: "string" }),
};

const INSECURE = { insecure: "HTTPS is required" };
const ADDRESS = { address: "Bad request" };
const FULL = "The account has no room for it: nothing was changed.";
const FULL_MESSAGES = {
  tasks: quotaMessage(full({ measure: "tasks", used: 50_000, most: 50_000 })),
  bytes: quotaMessage(full({ measure: "bytes", used: 100 * 2 ** 20, most: 100 * 2 ** 20 })),
};
const NOUNS = ["Task", "List", "Section", "Tag", "Search", "Change"] as const;

/** `NotFound` and `MethodNotAllowed` belong to no operation: they are the answers where there is none. */
export const RESPONSES: Record<string, Response> = {
  BadRequest: failure("The body is not a JSON object, or the address is malformed.", {
    json: "The body is not valid JSON",
    object: "The body must be a JSON object",
    ...ADDRESS,
  }),
  BadAddress: failure("The address is malformed.", ADDRESS),
  Unauthenticated: failure(
    "No token, or one that is malformed, forged, expired or signed out.",
    { missing: "Authentication required", expired: "Token expired, please log in again" },
    ["WWW-Authenticate"],
  ),
  Forbidden: failure(
    "The token belongs to another user than the path, or can only read and the method is not GET or HEAD. Also: the request came without TLS, where the server requires it.",
    { other: "Access denied to this resource", readOnly: READ_ONLY, ...INSECURE },
  ),
  ReadOnly: failure(
    "The token can only read. Also: the request came without TLS, where the server requires it.",
    { readOnly: READ_ONLY, ...INSECURE },
  ),
  SignUpClosed: failure(
    "One can sign up by an invitation only. Also: the request came without TLS, where the server requires it.",
    { closed: SIGN_UP_CLOSED, ...INSECURE },
  ),
  Insecure: failure("The request came without TLS, where the server requires it.", INSECURE),
  ...Object.fromEntries(
    NOUNS.map((noun) => [
      `${noun}NotFound`,
      failure(
        `This user has no such ${noun.toLowerCase()}. An id that is not a number is answered in the same way.`,
        { missing: `${noun} not found` },
      ),
    ]),
  ),
  Changed: failure("It is not as `If-Match` says.", {
    task: changedMessage("Task"),
    search: changedMessage("Search"),
  }),
  Full: failure(FULL, FULL_MESSAGES),
  FullOrKeyUsed: failure(
    `${FULL} Or the \`Idempotency-Key\` was used with another body or address, or the task of its request has been deleted for good.`,
    { ...FULL_MESSAGES, used: KEY_USED },
  ),
  TooMuch: failure(
    "Completing these tasks would copy more than about 15 MB into next occurrences, or reopening them remove as much, or more than 500 of them have custom rules: nothing was changed, choose fewer. Or the account has no room for it. Or the `Idempotency-Key` was used with another body or address, or a task of its request has been deleted for good.",
    {
      ...{ copies: COPIES_TOO_MUCH, removes: REMOVES_TOO_MUCH, custom: TOO_MANY_CUSTOM },
      ...{ ...FULL_MESSAGES, used: KEY_USED },
    },
  ),
  NotFound: failure("There is no such address.", { missing: "Not found" }),
  MethodNotAllowed: failure("The address takes other methods.", { method: "Method not allowed" }, [
    "Allow",
  ]),
  Conflict: failure("The task has changed since the version that was sent.", {
    conflict: changedMessage("Task"),
  }),
  TooLarge: failure("The body is over 100 kB.", { large: "The body is too large" }),
  UnsupportedMediaType: failure("The body is not sent as JSON.", {
    type: "Send JSON, with Content-Type: application/json",
    charset: "The body's character set is not supported",
    encoding: "The body's encoding is not supported",
  }),
  TooManyRequests: failure(
    "Too many attempts from this address or for this account.",
    { throttled: "Too many attempts. Please try again in 15 minutes." },
    ["Retry-After"],
  ),
  TooLong: failure(
    "Reading the lines of `quick_add` of this account has taken five seconds of the processor within a minute.",
    { lines: "Too many long texts. Please try again in 42 seconds." },
    ["Retry-After"],
  ),
  Busy: failure(
    "Too many people are signing in or up at the moment.",
    { busy: "Too many people at once, please try again" },
    ["Retry-After"],
  ),
  Failed: failure(
    "The database cannot answer, or cannot be written.",
    { database: "Service temporarily unavailable, please try again" },
    ["MayRetryAfter"],
  ),
};

/** @param headers the components that describe its headers besides the request's id. */
export function answer(
  description: string,
  headers: readonly string[],
  body?: Content["application/json"],
): Response {
  const references = ["X-Request-Id", ...headers].map((component): [string, Reference] => [
    component === "MayRetryAfter" ? "Retry-After" : component,
    { $ref: `#/components/headers/${component}` },
  ]);
  return {
    description,
    headers: Object.fromEntries(references),
    ...(body !== undefined && { content: { "application/json": body } }),
  };
}

export function shared(name: string): Reference {
  return { $ref: `#/components/responses/${name}` };
}

/** Errors as examples. @param messages by the name of the example. */
export function sentences(messages: Record<string, string>): Record<string, Example> {
  const errors = Object.entries(messages).map(([name, error]) => [name, { error }]);
  return named(Object.fromEntries(errors));
}

function header(description: string, schema: Schema): Header {
  return { description, required: true, schema };
}

/** @param messages by the name of the example. */
function failure(
  description: string,
  messages: Record<string, string>,
  headers: readonly string[] = [],
): Response {
  const content = { schema: referenceTo(ErrorAnswer), examples: sentences(messages) };
  return answer(description, headers, content);
}
