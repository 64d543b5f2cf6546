/** What schemas are made of. */
import type { Reference, Schema } from "./types.ts";

/** PostgreSQL's largest integer. */
export const ID_MAX = 2_147_483_647;

export function reference(schema: string): Reference & Schema {
  return { $ref: `#/components/schemas/${schema}` };
}

/** The same, or null. */
export function nullable({ description, ...schema }: Schema): Schema {
  const told = description === undefined ? {} : { description };
  const values = schema.enum as unknown[] | undefined;
  const allowed = values === undefined ? {} : { enum: [...values, null] };
  return { ...schema, ...allowed, type: [schema.type, "null"], ...told };
}

export function id(description: string): Schema {
  return { type: "integer", minimum: 1, maximum: ID_MAX, description };
}

export function time(description: string): Schema {
  return {
    type: "string",
    format: "date-time",
    pattern: "Z$",
    description: `${description} ISO 8601, in UTC.`,
  };
}

export const version: Schema = {
  type: "integer",
  minimum: 1,
  maximum: ID_MAX,
  description: "Counts the changes.",
};
