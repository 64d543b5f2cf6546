/** As much of OpenAPI 3.1 as the API's document uses. */
import type { Route } from "../../http/router.ts";

/** JSON Schema, draft 2020-12. */
export type Schema = Readonly<Record<string, unknown>>;

export interface Reference {
  $ref: string;
}

export interface Header {
  description: string;
  required?: boolean;
  schema: Schema;
}

export interface Parameter extends Header {
  name: string;
  in: "path" | "query" | "header";
  example?: unknown;
}

export interface Example {
  value: unknown;
}

export interface Content {
  "application/json": { schema: Schema; examples: Record<string, Example> };
}

export interface Response {
  description: string;
  headers: Record<string, Header | Reference>;
  content?: Content;
}

/** By status. */
export type Responses = Record<string, Response | Reference>;

export interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  description?: string;
  security?: Record<string, string[]>[];
  parameters?: (Parameter | Reference)[];
  requestBody?: { description: string; required: boolean; content: Content };
  responses: Responses;
}

export type PathItem = { parameters?: Reference[] } & { [Name in Route["method"]]?: Operation };
