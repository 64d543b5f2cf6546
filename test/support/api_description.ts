/** Validates responses against the API's OpenAPI document. */
import assert from "node:assert/strict";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import type {
  Header,
  Operation,
  Reference,
  Response,
  Schema,
} from "../../src/api/openapi/types.ts";
import type { OpenApiDocument } from "../../src/api/openapi.ts";

/** A response, with header names in lower case. */
export interface Received {
  status: number;
  headers: Readonly<Record<string, string | undefined>>;
  text: string;
}

const METHODS = ["get", "post", "put", "patch", "delete"] as const;
const FORMATS: Record<string, RegExp> = {
  uuid: /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  email: /^[^\s@]+@[^\s@]+\.[^\s@]+$/,
  "date-time": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  date: /^\d{4}-\d\d-\d\d$/,
  password: /^/,
};

const AJV = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
for (const [name, form] of Object.entries(FORMATS)) AJV.addFormat(name, form);
/** By schema text: test files that share a process validate the same schemas. */
const COMPILED = new Map<string, ValidateFunction>();

export class ApiDescription {
  readonly document: OpenApiDocument;
  readonly #validators = new Map<Schema, ValidateFunction>();

  constructor(document: OpenApiDocument) {
    this.document = document;
  }

  /** @throws unless the document describes this response for the method and path. */
  check(method: string, path: string, received: Received): void {
    const summary = `${method} ${path} responded with ${received.status} ${received.text.slice(0, 300)}`;
    const { status } = received;
    const operations = this.#operations(path);
    const operation = operations?.get(method === "HEAD" ? "GET" : method);
    if (method === "OPTIONS" && status === 204) {
      // OPTIONS for the allowed methods, or a CORS preflight request.
      assert.equal(received.text, "", summary);
    } else if (operations === null) {
      this.#checkShared("NotFound", 404, received, summary);
    } else if (operation === undefined) {
      this.#checkShared("MethodNotAllowed", 405, received, summary);
      const named = received.headers.allow?.split(", ").filter((one) => one !== "HEAD");
      assert.deepEqual(named, [...operations.keys()], `Allow: ${summary}`);
    } else {
      const response = operation.responses[status];
      assert.ok(response, `not described: ${summary}`);
      this.#checkResponse(this.resolve<Response>(response), received, summary, method === "HEAD");
    }
  }

  /** Every described operation, as "GET /api/{user_id}/tasks". */
  operations(): string[] {
    return Object.keys(this.document.paths).flatMap((path) =>
      [...(this.#operations(path) ?? new Map()).keys()].map((method) => `${method} ${path}`),
    );
  }

  /** The validation errors of a value against a schema of the document, or "". */
  problems(schema: Schema, value: unknown): string {
    const known = this.#validators.get(schema);
    const validate = known ?? this.#compile(schema);
    this.#validators.set(schema, validate);
    return validate(value) ? "" : AJV.errorsText(validate.errors);
  }

  /** The target of a `$ref`, or the value itself. */
  resolve<T extends object>(value: T | Reference): T {
    if (!("$ref" in value)) return value;
    const steps = value.$ref.split("/").slice(1);
    const found = steps.reduce<unknown>(
      (at, step) => (at as Record<string, unknown> | undefined)?.[step],
      this.document,
    );
    assert.ok(found, `${value.$ref} points at nothing`);
    return found as T;
  }

  /** By method in upper case, or null for a path that is not described. */
  #operations(path: string): Map<string, Operation> | null {
    const [bare = ""] = path.split("?");
    for (const [template, item] of Object.entries(this.document.paths)) {
      const form = template.replaceAll(".", "\\.").replace(/\{\w+\}/g, "[^/]+");
      if (!new RegExp(`^${form}/?$`).test(bare)) continue;
      return new Map(METHODS.flatMap((method) => entry(method.toUpperCase(), item[method])));
    }
    return null;
  }

  #checkShared(name: string, status: number, received: Received, summary: string): void {
    assert.equal(received.status, status, `not described: ${summary}`);
    const response = this.document.components.responses[name];
    assert.ok(response);
    this.#checkResponse(response, received, summary, received.text === "");
  }

  #checkResponse(response: Response, received: Received, summary: string, isHead: boolean): void {
    for (const [name, value] of Object.entries(response.headers)) {
      const { required, schema } = this.resolve<Header>(value);
      const text = received.headers[name.toLowerCase()];
      if (text === undefined) assert.ok(!required, `no ${name}: ${summary}`);
      else {
        const typed = schema.type === "integer" ? Number(text) : text;
        assert.equal(this.problems(schema, typed), "", `${name}: ${summary}`);
      }
    }
    const schema = response.content?.["application/json"].schema;
    if (schema !== undefined) {
      assert.equal(received.headers["content-type"], "application/json; charset=utf-8", summary);
    }
    if (schema === undefined || isHead) assert.equal(received.text, "", summary);
    else assert.equal(this.problems(schema, JSON.parse(received.text)), "", summary);
  }

  #compile(schema: Schema): ValidateFunction {
    const whole = { ...schema, $defs: this.document.components.schemas };
    const text = JSON.stringify(withoutOtherFields(whole)).replaceAll(
      "#/components/schemas/",
      "#/$defs/",
    );
    const validate = COMPILED.get(text) ?? AJV.compile(JSON.parse(text));
    COMPILED.set(text, validate);
    return validate;
  }
}

function entry<T>(method: string, operation: T | undefined): [string, T][] {
  return operation === undefined ? [] : [[method, operation]];
}

/** Forbids fields that are not described. The document allows them, so that clients ignore new ones. */
function withoutOtherFields(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutOtherFields);
  if (typeof schema !== "object" || schema === null) return schema;
  const inner = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [
      key,
      key === "examples" ? value : withoutOtherFields(value),
    ]),
  );
  const isOpen = inner.type === "object" && inner.additionalProperties === undefined;
  return isOpen ? { ...inner, additionalProperties: false } : inner;
}
