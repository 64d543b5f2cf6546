/** The answers that many operations share, and their headers. */
import { reference } from "./schemas.ts";
import type { Content, Example, Header, Reference, Response } from "./types.ts";

export const HEADERS: Record<string, Header> = {
  RequestId: {
    description: "Names the request in the server's log: quote it when you ask for help.",
    required: true,
    schema: { type: "string", minLength: 8, maxLength: 64 },
  },
  Location: {
    description: "The path of what was made.",
    required: true,
    schema: { type: "string", pattern: "^/api/" },
  },
  RetryAfter: {
    description: "In how many seconds to try again.",
    required: true,
    schema: { type: "integer", minimum: 1 },
  },
  MayRetryAfter: {
    description: "In how many seconds to try again, when the database is away only for now.",
    required: false,
    schema: { type: "integer", minimum: 1 },
  },
  WwwAuthenticate: {
    description: "Always `Bearer` (RFC 6750).",
    required: true,
    schema: { const: "Bearer" },
  },
  Change: {
    description:
      "Names the entry of the history that this made, for taking it back. Not sent when nothing had to be changed.",
    required: false,
    schema: { type: "integer", minimum: 1 },
  },
  ETag: {
    description: "Of the task as it is: for `If-Match` and `If-None-Match`.",
    required: true,
    schema: { type: "string", pattern: '^"[0-9a-f-]+"$' },
  },
  Allow: {
    description: "The methods that this address takes, separated by commas.",
    required: true,
    schema: { type: "string", pattern: "^[A-Z]+(, [A-Z]+)*$" },
  },
  CacheControl: {
    description: "How long the answer may be kept, by anyone.",
    required: true,
    schema: { type: "string" },
  },
};

/** `NotFound` and `MethodNotAllowed` belong to no operation: they are told of where there is none. */
export const RESPONSES: Record<string, Response> = {
  BadRequest: failure("The body is no JSON object, or the address is broken.", {
    json: "The body is not valid JSON",
    object: "The body must be a JSON object",
    address: "Bad request",
  }),
  BadAddress: failure("The address is broken.", { address: "Bad request" }),
  Unauthenticated: failure(
    "No token, or one that is malformed, forged, run out or signed out.",
    { missing: "Authentication required", expired: "Token expired, please log in again" },
    { "WWW-Authenticate": header("WwwAuthenticate") },
  ),
  Forbidden: failure(
    "The token is of another user than the path. Also: the request came without TLS, where the server asks for it.",
    { other: "Access denied to this resource", insecure: "HTTPS is required" },
  ),
  Insecure: failure("The request came without TLS, where the server asks for it.", {
    insecure: "HTTPS is required",
  }),
  TaskNotFound: failure("No such task of this user; what is no number is none either.", {
    missing: "Task not found",
  }),
  ListNotFound: failure("No such list of this user.", { missing: "List not found" }),
  SectionNotFound: failure("No such section of this user.", { missing: "Section not found" }),
  TagNotFound: failure("No such tag of this user.", { missing: "Tag not found" }),
  ChangeNotFound: failure("No such entry of this user's history.", { missing: "Change not found" }),
  Changed: failure("The task is not as `If-Match` says.", {
    changed: "The task has changed since that version",
  }),
  KeyUsed: failure("The `Idempotency-Key` was used with another body or address.", {
    used: "Idempotency-Key was used for another request",
  }),
  NotFound: failure("There is no such address.", { missing: "Not found" }),
  MethodNotAllowed: failure(
    "The address takes other methods.",
    { method: "Method not allowed" },
    { Allow: header("Allow") },
  ),
  Conflict: failure("The task has changed since the version that was named.", {
    conflict: "The task has changed since that version",
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
    { "Retry-After": header("RetryAfter") },
  ),
  Busy: failure(
    "Too many people sign in or up just now.",
    { busy: "Too many people at once, please try again" },
    { "Retry-After": header("RetryAfter") },
  ),
  Failed: failure(
    "The database cannot answer.",
    { database: "Service temporarily unavailable, please try again" },
    { "Retry-After": header("MayRetryAfter") },
  ),
};

/** A 400 that names fields, or that is about the body or address as a whole. */
export function invalid(fields: Record<string, Record<string, string>>, ...others: string[]) {
  const invalidFields = Object.entries(fields).map(([name, messages]): [string, Example] => [
    name,
    { value: { error: Object.values(messages)[0], fields: messages } },
  ]);
  const whole = others.map((message, index): [string, Example] => [
    `whole${index + 1}`,
    { value: { error: message } },
  ]);
  return answer(
    "Something needs mending: a field, or the body or address as a whole.",
    { anyOf: [reference("InvalidFields"), reference("Error")] },
    Object.fromEntries([...invalidFields, ...whole]),
  );
}

/** Any answer with a body; each has the request's id. */
export function answer(
  description: string,
  schema: Content["application/json"]["schema"],
  examples: Record<string, Example>,
  headers: Record<string, Reference> = {},
): Response {
  return {
    description,
    headers: { "X-Request-Id": header("RequestId"), ...headers },
    content: { "application/json": { schema, examples } },
  };
}

export function header(name: string): Reference {
  return { $ref: `#/components/headers/${name}` };
}

export function shared(name: string): Reference {
  return { $ref: `#/components/responses/${name}` };
}

/** @param messages by the name of the example. */
function failure(
  description: string,
  messages: Record<string, string>,
  headers: Record<string, Reference> = {},
): Response {
  const examples = Object.entries(messages).map(([name, error]) => [name, { value: { error } }]);
  return answer(description, reference("Error"), Object.fromEntries(examples), headers);
}
