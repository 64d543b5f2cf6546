/** The API's OpenAPI 3.1 document, which test/api checks against real replies. */
import type { Config } from "../config.ts";
import type { Action } from "../http/request_context.ts";
import { componentSchemas } from "./openapi/components.ts";
import { describePaths } from "./openapi/operations.ts";
import { PARAMETERS } from "./openapi/parameters.ts";
import { HEADERS, RESPONSES } from "./openapi/responses.ts";
import { TAGS } from "./openapi/tables.ts";
import type { Schema } from "./openapi/types.ts";

/** The document only changes with a release, and is public. */
const CACHE_CONTROL = "public, max-age=300";
/** Cached, since building one takes some 20 ms. */
const DOCUMENTS = new WeakMap<Config, OpenApiDocument>();

export const openapi: Action = (c) => {
  const { config } = c.services;
  const document = DOCUMENTS.get(config) ?? openApiDocument(config);
  DOCUMENTS.set(config, document);
  return c.json(200, document, { "Cache-Control": CACHE_CONTROL });
};

export type OpenApiDocument = ReturnType<typeof openApiDocument>;

export function openApiDocument(config: Pick<Config, "appUrl" | "passwordMinLength">) {
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
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths: describePaths(),
    components: {
      schemas: componentSchemas(config.passwordMinLength),
      parameters: PARAMETERS,
      headers: HEADERS,
      responses: RESPONSES,
      securitySchemes: SECURITY_SCHEMES,
    },
  };
}

const SECURITY_SCHEMES: Record<string, Schema> = {
  bearerAuth: {
    type: "http",
    scheme: "bearer",
    description:
      "The `token` from signing up or in (a JWT), or a personal token, which begins with `plt_`. A person makes personal tokens on the page of the settings: each has an end of its own or none, and can read and write, or only read; then any method but GET and HEAD is answered with 403. Cookies are ignored. A token is valid until it expires or is signed out or ended.",
  },
};

const INTRODUCTION = `JSON in, JSON out, in UTF-8.

Every error is \`{"error": "<sentence>"}\`; where fields are invalid there is \`"fields": {"<field>": "<sentence>"}\` too, and \`error\` is the first of them. Fields that are not described here are ignored.

An address that is not described here is answered with 404 (\`#/components/responses/NotFound\`), and a method that is not described with 405 and \`Allow\` (\`#/components/responses/MethodNotAllowed\`). HEAD is answered wherever GET is, and OPTIONS everywhere.

A day is \`YYYY-MM-DD\` and a time of day \`HH:MM\`, both on the person's own clock. Every write to tasks, lists, sections, tags and searches is one entry in the history, which \`Plainlist-Change\` names; only deleting from the trash is not.

Text is kept as it was sent, except that line breaks become LF and blank text becomes empty; titles and names are one line, trimmed. NUL and unpaired surrogates, which the database cannot hold, become U+FFFD.`;
