/** The API's description: an OpenAPI 3.1 document, held against the real answers by test/api. */
import type { Config } from "../config.ts";
import type { Action } from "../http/request_context.ts";
import { authPaths } from "./openapi/auth_paths.ts";
import { listPaths } from "./openapi/list_paths.ts";
import { PARAMETERS } from "./openapi/parameters.ts";
import { pastPaths } from "./openapi/past_paths.ts";
import { HEADERS, RESPONSES } from "./openapi/responses.ts";
import { schemas } from "./openapi/schemas.ts";
import { taskPaths } from "./openapi/task_paths.ts";
import type { OpenApiDocument } from "./openapi/types.ts";

/** It changes with a release only, and is the same for all. */
const CACHE_CONTROL = "public, max-age=300";

export const openapi: Action = (c) =>
  c.json(200, describe(c.services.config), { "Cache-Control": CACHE_CONTROL });

export function describe(config: Pick<Config, "appUrl" | "passwordMinLength">): OpenApiDocument {
  return {
    openapi: "3.1.0",
    info: {
      title: "Plainlist",
      version: "1",
      summary: "To-do lists, over JSON.",
      description: INTRODUCTION,
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: config.appUrl, description: "This server" }],
    tags: [
      { name: "auth", description: "Accounts and tokens." },
      { name: "tasks", description: "The tasks of the user whose token is sent." },
      { name: "lists", description: "Their lists, and the sections in them." },
      { name: "tags", description: "Their tags, which are made by being put on a task." },
      { name: "history", description: "What was done in 30 days, and taking it back." },
      { name: "trash", description: "What was deleted in 30 days." },
      { name: "settings", description: "The person's time zone and first day of the week." },
      { name: "about", description: "The API itself." },
    ],
    paths: { ...authPaths, ...taskPaths, ...listPaths, ...pastPaths },
    components: {
      schemas: schemas(config.passwordMinLength),
      parameters: PARAMETERS,
      headers: HEADERS,
      responses: RESPONSES,
      securitySchemes: {
        bearerAuth: {
          type: "http",
          scheme: "bearer",
          bearerFormat: "JWT",
          description:
            "The `token` of signing up or in. Cookies are not looked at. It is good until it runs out or is signed out.",
        },
      },
    },
  };
}

const INTRODUCTION = `JSON in, JSON out, in UTF-8.

Every error is \`{"error": "<sentence>"}\`; where fields need mending there is \`"fields": {"<field>": "<sentence>"}\` too, and \`error\` is the first of them. Fields that are not described here are ignored.

An address that is not described here is answered with 404 (\`#/components/responses/NotFound\`), and a method that is not with 405 and \`Allow\` (\`#/components/responses/MethodNotAllowed\`). HEAD is answered wherever GET is, and OPTIONS everywhere.

A day is \`YYYY-MM-DD\` and a time of day \`HH:MM\`, both on the person's own clock. Every write to tasks, lists, sections and tags is one entry of the history (but for taking something out of the trash for good), which \`Plainlist-Change\` names.

Text keeps what was sent, but line breaks become LF and blank text empty; titles and names are one line, trimmed. NUL and half a surrogate pair, which the database cannot hold, become U+FFFD.`;
