/** The schemas as the document has them: JSON Schema, by name. */
import { z } from "zod";
import { signUp } from "../schemas/accounts.ts";
import { EXAMPLES } from "./examples.ts";
import type { Content, Example, Reference, Schema } from "./types.ts";

const path = (id: string) => `#/components/schemas/${id}`;

/** @param passwordMinLength as this server is set up. */
export function componentSchemas(passwordMinLength: number): Record<string, Schema> {
  const { schemas } = z.toJSONSchema(z.globalRegistry, { io: "input", uri: path });
  const all = Object.entries({ ...schemas, SignUp: jsonSchemaOf(signUp(passwordMinLength)) });
  return Object.fromEntries(
    all.map(([name, { $schema: _, $id: __, id: ___, ...schema }]) => [name, schema]),
  );
}

/** The fields of an object, and of each alternative where there are several. */
export function propertiesOf(schema: z.ZodType): [string, Schema][] {
  const described = jsonSchemaOf(schema);
  const alternatives = (described.oneOf ?? []) as (typeof described)[];
  return [described, ...alternatives].flatMap(
    ({ properties = {} }) => Object.entries(properties) as [string, Schema][],
  );
}

/** The name of a component. */
export function nameOf(schema: z.ZodType): string {
  return schema.meta()?.id ?? "";
}

export function referenceTo(schema: z.ZodType): Reference & Schema {
  return { $ref: path(nameOf(schema)) };
}

/** A body with its examples. */
export function contentOf(schema: z.ZodType): Content["application/json"] {
  return { schema: referenceTo(schema), examples: named(EXAMPLES[nameOf(schema)] ?? {}) };
}

/** @param values by the name of the example. */
export function named(values: Record<string, unknown>): Record<string, Example> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]));
}

/** What it takes, on its own. */
function jsonSchemaOf(schema: z.ZodType) {
  const { $defs: definitions, ...described } = z.toJSONSchema(schema, { io: "input" });
  return definitions?.[nameOf(schema)] ?? described;
}
