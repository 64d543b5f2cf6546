/** As much of OpenAPI 3.1 as the API's description uses. */

/** JSON Schema, draft 2020-12. */
export type Schema = Readonly<Record<string, unknown>>;

export interface Reference {
  $ref: string;
}

export interface Parameter {
  name: string;
  in: "path" | "query" | "header";
  required?: boolean;
  description: string;
  schema: Schema;
  example?: unknown;
}

export interface Header {
  description: string;
  required: boolean;
  schema: Schema;
}

export interface Example {
  summary?: string;
  value: unknown;
}

export interface Content {
  "application/json": { schema: Schema; examples: Record<string, Example> };
}

export interface RequestBody {
  description: string;
  required: boolean;
  content: Content;
}

export interface Response {
  description: string;
  headers: Record<string, Header | Reference>;
  content?: Content;
}

export interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  description?: string;
  security?: Record<string, string[]>[];
  requestBody?: RequestBody;
  responses: Record<string, Response | Reference>;
  parameters?: (Parameter | Reference)[];
}

export interface PathItem {
  parameters?: (Parameter | Reference)[];
  get?: Operation;
  post?: Operation;
  put?: Operation;
  patch?: Operation;
  delete?: Operation;
}

export interface Components {
  schemas: Record<string, Schema>;
  parameters: Record<string, Parameter>;
  headers: Record<string, Header>;
  responses: Record<string, Response>;
  securitySchemes: Record<string, Readonly<Record<string, string>>>;
}

export interface OpenApiDocument {
  openapi: string;
  info: Readonly<Record<string, unknown>>;
  servers: { url: string; description: string }[];
  tags: { name: string; description: string }[];
  paths: Record<string, PathItem>;
  components: Components;
}
