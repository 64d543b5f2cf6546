/** The schemas as the document has them: JSON Schema, by name. */
import { z } from "zod";
import { signUp } from "../schemas/accounts.ts";
import { COMPONENTS } from "../schemas/fields.ts";
import type { Example, Reference, Schema } from "./types.ts";

const path = (id: string) => `#/components/schemas/${id}`;

/** @param passwordMinLength as this server is set up. */
export function componentSchemas(passwordMinLength: number): Record<string, Schema> {
  const { schemas } = z.toJSONSchema(COMPONENTS, { io: "input", uri: path });
  const all = Object.entries({ ...schemas, SignUp: jsonSchemaOf(signUp(passwordMinLength)) });
  return Object.fromEntries(all.map(([id, { $schema: _, $id: __, ...schema }]) => [id, schema]));
}

/** What it takes, on its own. */
export function jsonSchemaOf(schema: z.ZodType) {
  return z.toJSONSchema(schema, { io: "input" });
}

/** The fields of an object, and of each alternative where there are several. */
export function propertiesOf(schema: z.ZodType): [string, Schema][] {
  const described = jsonSchemaOf(schema);
  const alternatives = (described.oneOf ?? []) as (typeof described)[];
  return [described, ...alternatives].flatMap(
    ({ properties = {} }) => Object.entries(properties) as [string, Schema][],
  );
}

export function referenceTo(schema: z.ZodType): Reference & Schema {
  return { $ref: path(COMPONENTS.get(schema)?.id ?? "") };
}

/** A body with its examples. */
export function contentOf(schema: z.ZodType) {
  const examples = Object.entries(COMPONENTS.get(schema)?.examples ?? {});
  const named = examples.map(([name, value]): [string, Example] => [name, { value }]);
  return { schema: referenceTo(schema), examples: Object.fromEntries(named) };
}
