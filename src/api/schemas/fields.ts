/**
 * What the API's schemas are made of. The check of a body, its TypeScript type and its part of the
 * OpenAPI document come from one schema; the rules and sentences of single fields are the forms'.
 */
import { z } from "zod";
import { isDay } from "../../dates/calendar.ts";
import type { Problem } from "../../db/saved.ts";
import { dayProblem, invalid, ok, type Parsed } from "../../forms/field_parsers.ts";
import { type FormResult, fieldsOf } from "../../forms/fields.ts";
import { readName } from "../../forms/name.ts";
import { INTEGER_MAX, parsePositiveInteger } from "../../forms/numbers.ts";
import { CURSOR_MAX, DEFAULT_LIMIT, MAX_LIMIT, readLimit } from "../../forms/task_list.ts";

/** What the document has of a schema besides. */
export const COMPONENTS = z.registry<{
  /** Its name. */
  id: string;
  /** By names of their own. */
  examples?: Record<string, unknown>;
  /** What the models refuse although the schema takes it. */
  problems?: readonly Problem[];
}>();

type JsonSchema = Record<string, unknown>;

/** A field that a reader checks and converts. @param described what the reader takes, as JSON Schema. */
export function field<T>(read: (sent: unknown) => Parsed<T>, described: JsonSchema) {
  return z
    .unknown()
    .transform((sent, context): T => {
      const result = read(sent);
      if (result.ok) return result.value;
      context.addIssue(result.message);
      return z.NEVER;
    })
    .meta(described);
}

/** One line of 1 to `max` characters. @param what begins every message: "List name". */
export function line(what: string, max: number, description: string) {
  const described = { type: "string", minLength: 1, maxLength: max, description };
  return field((sent) => readName(sent, what, max), described);
}

/** A number from 1 to `max`, or its digits. @param message for anything else. */
export function wholeNumber(message: string, max = INTEGER_MAX) {
  return field(
    (sent) => {
      const number = parsePositiveInteger(sent);
      return number === null || number > max ? invalid(message) : ok(number);
    },
    { type: "integer", minimum: 1, maximum: max },
  );
}

/** The number of another row, or null. @param what begins the message: "List". */
export function reference(what: string, description: string) {
  return wholeNumber(`${what} not found`).nullable().describe(description);
}

export function day(what: string) {
  return z.string(dayProblem(what)).refine(isDay, dayProblem(what)).meta({ format: "date" });
}

export function flag(what: string) {
  return z.boolean(`${what} must be true or false`);
}

/** How many rows a page has. */
export const limit = field(readLimit, {
  type: "integer",
  minimum: 1,
  maximum: MAX_LIMIT,
  description: "How many at most.",
}).prefault(DEFAULT_LIMIT);

export const CURSOR_PROBLEM = "Cursor is not one that this list gave";
export const cursorText = {
  type: "string",
  minLength: 1,
  maxLength: CURSOR_MAX,
  description: "`next` of the page before; send the same filters and `sort` with it.",
};

/** Where a page begins. @param decode gives nothing for what the list did not give. */
export function cursor<T>(decode: (sent: unknown) => T | null | undefined) {
  return field((sent) => {
    const value = decode(sent);
    return value == null ? invalid(CURSOR_PROBLEM) : ok(value);
  }, cursorText).optional();
}

/** One of the alternatives of an object: with this field. */
export function having(name: string) {
  return { properties: { [name]: true }, required: [name] };
}

// ---- Of answers. ----

export function rowId(description: string) {
  return z.int().min(1).max(INTEGER_MAX).describe(description);
}

/** A moment. */
export function timestamp(description: string) {
  const described = `${description} ISO 8601, in UTC.`;
  return z.string().meta({ format: "date-time", pattern: "Z$", description: described });
}

export const version = rowId("Counts the changes.");

export const position = z.string().meta({
  pattern: "^-?\\d+(\\.\\d+)?$",
  description: "Its place in the order by hand, an exact number: less comes before more.",
});

const next = z
  .string()
  .min(1)
  .nullable()
  .describe("What to send as `cursor` for the next page; null on the last page.");

/** All rows of a kind, under `name`. @param row has an example. */
export function allOf(id: string, name: string, row: z.ZodObject) {
  return z
    .object({ [name]: z.array(row) })
    .describe("All of them.")
    .register(COMPONENTS, { id, examples: { usual: { [name]: exampleOf(row) } } });
}

/** One page of rows, under `name`. @param row has an example. */
export function pageOf(id: string, name: string, row: z.ZodObject) {
  const rows = { [name]: exampleOf(row) };
  const examples = {
    last: { ...rows, next: null },
    more: { ...rows, next: "WyJjcmVhdGVkIiwiNyJd" },
  };
  return z
    .object({ [name]: z.array(row).max(MAX_LIMIT), next })
    .describe("One page.")
    .register(COMPONENTS, { id, examples });
}

function exampleOf(row: z.ZodType): unknown[] {
  return Object.values(COMPONENTS.get(row)?.examples ?? {}).slice(0, 1);
}

// ---- What a schema is used for. ----

/** `due_on` as `dueOn`, and without the fields that were not sent. */
type CamelCase<Name> = Name extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name;
type CamelKeys<Fields> = {
  [Name in keyof Fields as CamelCase<Name>]: Exclude<Fields[Name], undefined>;
};
export type Sent<Schema extends z.ZodType> = CamelKeys<z.output<Schema>>;

/**
 * The parser of a body. What the schema does not know is ignored, and every fault is found at once,
 * in the order of the schema's fields.
 * @param toValue what is made of a body that is right.
 */
export function parser<Schema extends z.ZodType<object>, Value = Sent<Schema>>(
  schema: Schema,
  toValue: (sent: Sent<Schema>) => Value = (sent) => sent as unknown as Value,
): (body: unknown) => FormResult<Value, string> {
  return (body) => {
    const result = schema.safeParse(fieldsOf(body));
    if (result.success) return { ok: true, value: toValue(inCamelCase(result.data)) };
    const errors: Record<string, string> = {};
    for (const { path, message } of result.error.issues) errors[String(path[0])] ??= message;
    return { ok: false, values: {}, errors };
  };
}

/** The parser of a query: its value, or the sentence that says what is wrong with it. */
export function queryParser<Schema extends z.ZodType<object>, Value = Sent<Schema>>(
  schema: Schema,
  toValue?: (sent: Sent<Schema>) => Value,
): (query: Record<string, unknown>) => Value | string {
  const parse = parser(schema, toValue);
  return (query) => {
    const result = parse(query);
    return result.ok ? result.value : (Object.values(result.errors)[0] ?? "Bad request");
  };
}

const CAMEL_CASE = new Map<string, string>();

function inCamelCase<Schema extends z.ZodType>(fields: object): Sent<Schema> {
  const value: Record<string, unknown> = {};
  for (const [name, sent] of Object.entries(fields)) {
    if (sent !== undefined) value[camelCase(name)] = sent;
  }
  return value as Sent<Schema>;
}

function camelCase(name: string): string {
  const known = CAMEL_CASE.get(name);
  if (known !== undefined) return known;
  const made = name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  CAMEL_CASE.set(name, made);
  return made;
}
