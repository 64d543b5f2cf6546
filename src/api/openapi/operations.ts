/** From the table of operations to all that the document says of each. */
import type { z } from "zod";
import { CHANGE_HEADER } from "../json.ts";
import type { Noun } from "../problems.ts";
import { COMPONENTS } from "../schemas/fields.ts";
import { CompletedTask, TaskAnswer } from "../schemas/task_answers.ts";
import { contentOf, propertiesOf } from "./components.ts";
import { type Refusals, refusedBody, refusedQuery } from "./refusals.ts";
import { answer, shared } from "./responses.ts";
import type { Method, Operation, PathItem, Reference } from "./types.ts";

/** What does not follow from the method, the path and the schemas. */
interface Details extends Refusals {
  description?: string;
  query?: z.ZodType<object>;
  body?: z.ZodType<object>;
  /** Without a body all of it is left out. */
  isBodyOptional?: true;
  /** Without an answer it is 204. */
  200?: z.ZodType<object>;
  201?: z.ZodType<object>;
  409?: z.ZodType<object>;
  /** A token is needed though the path names no user. */
  isSignedIn?: true;
  /** It may be kept for a while. */
  isCached?: true;
}

/** By method and path below /api: "GET /{user_id}/tasks". */
export type Operations = Record<
  string,
  readonly [operationId: string, summary: string, details?: Details]
>;

interface Route {
  method: string;
  path: string;
  tag: string;
  /** It is of the user whom the path names. */
  isOwn: boolean;
  takesBody: boolean;
  /** What the path's number is of: in "/{user_id}/lists/{id}/sections" it is a list. */
  noun: Noun | undefined;
}

/** Where the path does not begin with it. */
const TAG_OF: Record<string, string> = { sections: "lists", "openapi.json": "about" };

const NOUNS: Record<string, Noun> = {
  tasks: "Task",
  trash: "Task",
  lists: "List",
  sections: "Section",
  tags: "Tag",
  history: "Change",
};

export function describePaths(operations: Operations): Record<string, PathItem> {
  const paths: Record<string, PathItem> = {};
  for (const [name, [operationId, summary, details = {}]] of Object.entries(operations)) {
    const route = routeOf(name);
    const path = `/api${route.path}`;
    const operation = describe(route, details);
    paths[path] ??= inPath(route);
    paths[path][route.method.toLowerCase() as Method] = {
      ...{ operationId, tags: [route.tag], summary },
      ...operation,
    };
  }
  return paths;
}

function routeOf(name: string): Route {
  const [method = "", path = ""] = name.split(" ");
  const [, first = "", second = ""] = path.split("/");
  const isOwn = first === "{user_id}";
  const resource = isOwn ? second : first;
  return {
    method,
    path,
    isOwn,
    tag: TAG_OF[resource] ?? resource,
    takesBody: method !== "GET" && method !== "DELETE",
    noun: NOUNS[resource],
  };
}

function inPath({ isOwn, path }: Route): PathItem {
  const isOne = path.includes("{id}");
  const parameters = [...(isOwn ? [parameter("UserId")] : []), ...(isOne ? [parameter("Id")] : [])];
  return parameters.length > 0 ? { parameters } : {};
}

function describe(route: Route, details: Details) {
  const { description, query, body, isBodyOptional = false, isSignedIn } = details;
  const { method, isOwn } = route;
  const isKeyed = isOwn && method === "POST";
  const parameters = [
    ...(query === undefined ? [] : inQuery(query)),
    ...(isConditional(route) ? [parameter("IfMatch")] : []),
    ...(isKnown(route, details) ? [parameter("IfNoneMatch")] : []),
    ...(isKeyed ? [parameter("IdempotencyKey")] : []),
  ];
  return {
    ...(description !== undefined && { description }),
    ...((isOwn || isSignedIn) && { security: [{ bearerAuth: [] }] }),
    ...(parameters.length > 0 && { parameters }),
    ...(body !== undefined && {
      requestBody: {
        description: body.description ?? "",
        required: !isBodyOptional,
        content: { "application/json": contentOf(body) },
      },
    }),
    responses: {
      ...successes(route, details),
      ...refusals(route, details),
      ...(isKeyed && { 422: shared("KeyUsed") }),
    },
  };
}

function successes(route: Route, details: Details): Operation["responses"] {
  const { method, path, isOwn } = route;
  // Not everything is in the history.
  const isRecorded = isOwn && method !== "GET" && !/\/(trash|settings)/.test(path);
  const headers = {
    ...(isRecorded && { [CHANGE_HEADER]: CHANGE_HEADER }),
    ...(isTask(details[200] ?? details[201]) && { ETag: "ETag" }),
    ...(details.isCached && { "Cache-Control": "Cache-Control" }),
  };
  const of = (schema: z.ZodType<object>, state: string, more = {}) => {
    const noun = COMPONENTS.get(schema)?.id.toLowerCase();
    const description = schema.description ?? `The ${noun} as it ${state}.`;
    return answer(description, { ...headers, ...more }, contentOf(schema));
  };
  const { 200: shown, 201: made } = details;
  return {
    ...(shown !== undefined && { 200: of(shown, "is now") }),
    ...(made !== undefined && { 201: of(made, "was stored", isOwn && { Location: "Location" }) }),
    ...(shown === undefined && made === undefined && { 204: answer("Deleted.", headers) }),
    ...(isKnown(route, details) && { 304: answer("It is as it was known.", headers) }),
  };
}

function refusals(route: Route, details: Details): Operation["responses"] {
  const { path, isOwn, takesBody, noun } = route;
  const { query, body, isSignedIn, 409: conflict } = details;
  const hasVersion = body !== undefined && propertiesOf(body).some(([name]) => name === "version");
  return {
    ...(path.includes("{id}") && { 400: shared("BadAddress"), 404: shared(`${noun}NotFound`) }),
    ...(takesBody && {
      400: body === undefined ? shared("BadRequest") : refusedBody(body, details, noun),
      413: shared("TooLarge"),
      415: shared("UnsupportedMediaType"),
    }),
    ...(query !== undefined && { 400: refusedQuery(query) }),
    ...((isOwn || isSignedIn) && { 401: shared("Unauthenticated") }),
    403: shared(isOwn ? "Forbidden" : "Insecure"),
    ...(hasVersion && { 409: shared("Conflict") }),
    ...(conflict !== undefined && {
      409: answer(conflict.description ?? "", {}, contentOf(conflict)),
    }),
    ...(isConditional(route) && { 412: shared("Changed") }),
    // Where passwords are checked.
    ...(!isOwn && body !== undefined && { 429: shared("TooManyRequests"), 503: shared("Busy") }),
    ...((isOwn || takesBody) && { 500: shared("Failed") }),
  };
}

/** It takes `If-Match`. */
function isConditional({ method, path }: Route): boolean {
  return path.includes("/tasks/{id}") && method !== "GET" && method !== "POST";
}

/** It takes `If-None-Match`. */
function isKnown({ method }: Route, details: Details): boolean {
  return method === "GET" && isTask(details[200]);
}

function isTask(schema: z.ZodType | undefined): boolean {
  return schema === TaskAnswer || schema === CompletedTask;
}

function inQuery(schema: z.ZodType) {
  return propertiesOf(schema).map(([name, { description, ...rest }]) => ({
    ...{ name, in: "query" as const },
    description: String(description),
    schema: rest,
  }));
}

function parameter(name: string): Reference {
  return { $ref: `#/components/parameters/${name}` };
}
