/** From the table of operations to all that the document says of each. */
import type { z } from "zod";
import { CHANGE_HEADER } from "../json.ts";
import type { Noun } from "../problems.ts";
import { Search } from "../schemas/searches.ts";
import { AddedTask, CompletedTask, SkippedTask, Task } from "../schemas/task_answers.ts";
import { contentOf, nameOf, propertiesOf } from "./components.ts";
import { refusedBody, refusedQuery } from "./refusals.ts";
import { answer, shared } from "./responses.ts";
import { EXCHANGES, NOTES, OPERATIONS, type OperationId } from "./tables.ts";
import type { Operation, Parameter, PathItem, Reference, Responses } from "./types.ts";

/** What belongs to no user. */
const PUBLIC = ["auth", "openapi.json"];

/** Where the path does not begin with it. */
const TAG_OF: Record<string, string> = { sections: "lists", "openapi.json": "about" };

/** What the id in the path names: in "/lists/{id}/sections" it is a list. */
const NOUNS: Record<string, Noun> = {
  tasks: "Task",
  trash: "Task",
  lists: "List",
  sections: "Section",
  tags: "Tag",
  searches: "Search",
  history: "Change",
};

export function describePaths(): Record<string, PathItem> {
  const paths: Record<string, PathItem> = {};
  for (const id of Object.keys(OPERATIONS) as OperationId[]) {
    const route = routeOf(id);
    const { path, method, isOwn, hasId } = route;
    const parameters = [...(isOwn ? ["UserId"] : []), ...(hasId ? ["Id"] : [])].map(parameter);
    const item = paths[path] ?? (parameters.length > 0 ? { parameters } : {});
    paths[path] = { ...item, [method.toLowerCase()]: describe(route) };
  }
  return paths;
}

type Route = ReturnType<typeof routeOf>;

function routeOf(id: OperationId) {
  const [address, summary] = OPERATIONS[id];
  const exchange = EXCHANGES[id] ?? {};
  const [method = "", below = ""] = address.split(" ");
  const [, resource = ""] = below.split("/");
  const isOwn = !PUBLIC.includes(resource);
  const shown = exchange[200] ?? exchange[201];
  const isTask = [Task, AddedTask, CompletedTask, SkippedTask].some((one) => one === shown);
  return {
    ...exchange,
    id,
    summary,
    description: NOTES[id],
    method,
    path: `/api${isOwn ? "/{user_id}" : ""}${below}`,
    tag: TAG_OF[resource] ?? resource,
    noun: NOUNS[resource],
    /** It belongs to the user whom the path names. */
    isOwn,
    hasId: below.includes("{id}"),
    takesBody: method !== "GET" && method !== "DELETE",
    needsToken: isOwn || exchange.isSignedIn === true,
    isTask,
    hasETag: isTask || shown === Search,
    /** It takes `If-Match`. */
    isConditional:
      /^\/(tasks|searches)\/\{id\}/.test(below) && method !== "GET" && method !== "POST",
    /** It takes `If-None-Match`. */
    isKnown: isTask && method === "GET",
    /** It takes `Idempotency-Key`. */
    isKeyed: isOwn && method === "POST",
  };
}

function describe(route: Route): Operation {
  const { id, tag, summary, description, query, body, isBodyOptional = false } = route;
  const parameters = [
    ...(query === undefined ? [] : inQuery(query)),
    ...(route.isConditional ? [parameter("IfMatch")] : []),
    ...(route.isKnown ? [parameter("IfNoneMatch")] : []),
    ...(route.isKeyed ? [parameter("IdempotencyKey")] : []),
  ];
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description !== undefined && { description }),
    ...(route.needsToken && { security: [{ bearerAuth: [] }] }),
    ...(parameters.length > 0 && { parameters }),
    ...(body !== undefined && {
      requestBody: {
        description: body.description ?? "",
        required: !isBodyOptional,
        content: { "application/json": contentOf(body) },
      },
    }),
    responses: { ...successes(route), ...refusals(route) },
  };
}

function successes(route: Route): Responses {
  const { isOwn, 200: shown, 201: created, 204: empty = "Deleted." } = route;
  const { 202: started } = route;
  const headers = [
    ...(isRecorded(route) ? [CHANGE_HEADER] : []),
    ...(route.hasETag ? ["ETag"] : []),
    ...(route.isCached ? ["Cache-Control"] : []),
  ];
  const located = isOwn ? [...headers, "Location"] : headers;
  return {
    ...(shown !== undefined && { 200: success(shown, "is now", headers) }),
    ...(created !== undefined && { 201: success(created, "was stored", located) }),
    ...(started !== undefined && { 202: success(started, "is now", headers) }),
    ...(shown === undefined && created === undefined && { 204: answer(empty, headers) }),
    ...(route.isKnown && { 304: answer("The task has not changed since that `ETag`.", headers) }),
  };
}

/** Whether the history has it. */
function isRecorded({ isOwn, method, path }: Route): boolean {
  return isOwn && method !== "GET" && !/\/(trash|settings)/.test(path);
}

/** @param state what the answer shows where its schema does not say. */
function success(schema: z.ZodType, state: string, headers: readonly string[]) {
  const noun = nameOf(schema).toLowerCase();
  const description = schema.description ?? `The ${noun} as it ${state}.`;
  return answer(description, headers, contentOf(schema));
}

function refusals(route: Route): Responses {
  const { isOwn, hasId, takesBody, noun, query, body, 409: conflict } = route;
  const isRefused = body !== undefined || route.invalid !== undefined;
  const hasVersion = body !== undefined && propertiesOf(body).some(([name]) => name === "version");
  // A PUT or PATCH that the history has.
  const isGrowing = isOwn && takesBody && isRecorded(route);
  // Where passwords are checked.
  const isThrottled = !isOwn && body !== undefined;
  return {
    ...(hasId && { 400: shared("BadAddress"), 404: shared(`${noun}NotFound`) }),
    ...(takesBody && {
      400: isRefused ? refusedBody(body, route, noun) : shared("BadRequest"),
      413: shared("TooLarge"),
      415: shared("UnsupportedMediaType"),
    }),
    ...(query !== undefined && { 400: refusedQuery(query) }),
    ...(route.needsToken && { 401: shared("Unauthenticated") }),
    403: shared(route[403] ?? (isOwn ? "Forbidden" : "Insecure")),
    ...(hasVersion && { 409: shared("Conflict") }),
    ...(conflict !== undefined && { 409: success(conflict, "", []) }),
    ...(route.isConditional && { 412: shared("Changed") }),
    ...(isGrowing && { 422: shared("Full") }),
    ...(route.isKeyed && { 422: shared(route[422] ?? "FullOrKeyUsed") }),
    ...(route[429] !== undefined && { 429: shared(route[429]) }),
    ...(isThrottled && { 429: shared("TooManyRequests"), 503: shared("Busy") }),
    ...((isOwn || takesBody) && { 500: shared("Failed") }),
  };
}

function inQuery(schema: z.ZodType): Parameter[] {
  return propertiesOf(schema).map(([name, { description, ...rest }]) => ({
    name,
    in: "query",
    description: String(description),
    schema: rest,
  }));
}

function parameter(name: string): Reference {
  return { $ref: `#/components/parameters/${name}` };
}
