/**
 * What the API's schemas are made of. The check of a body, its TypeScript type and its part of the
 * OpenAPI document come from one schema; the rules and sentences of single fields are the forms'.
 */
import { z } from "zod";
import { isDay } from "../../dates/calendar.ts";
import { dayProblem, invalid, ok, type Parsed } from "../../forms/field_parsers.ts";
import { type FormResult, fieldsOf } from "../../forms/fields.ts";
import { readName } from "../../forms/name.ts";
import { INTEGER_MAX, parsePositiveInteger } from "../../forms/numbers.ts";
import { CURSOR_MAX, DEFAULT_LIMIT, MAX_LIMIT, readLimit } from "../../forms/task_list.ts";

/** An object that the document describes under a name of its own. */
export function component<Shape extends z.ZodRawShape>(
  id: string,
  description: string,
  shape: Shape,
) {
  return z.object(shape).meta({ id, description });
}

/**
 * A field that a form's reader checks and converts. It is a check, not a transform, so that zod
 * documents its default and does not parse a default again.
 * @param described what the reader takes, as JSON Schema.
 */
export function field<T>(
  read: (sent: unknown) => Parsed<T>,
  described: Record<string, unknown>,
): z.ZodType<T> {
  const schema = z.unknown().check((sent) => {
    const result = read(sent.value);
    if (result.ok) sent.value = result.value;
    else sent.issues.push({ code: "custom", message: result.message, input: sent.value });
  });
  return schema.meta(described) as z.ZodType<T>;
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

/** The same in a query, where it is text; false if it is not sent. */
export function queryFlag(what: string) {
  return z.preprocess(readBoolean, flag(what)).prefault(false);
}

function readBoolean(sent: unknown): unknown {
  return sent === "true" || sent === "false" ? sent === "true" : sent;
}

export const CURSOR_PROBLEM = "Cursor must be one that this list returned";
export const cursorText = {
  type: "string",
  minLength: 1,
  maxLength: CURSOR_MAX,
  description: "`next` of the page before; send the same filters and `sort` with it.",
};

/** How many rows a page has. */
export const limit = field(readLimit, {
  type: "integer",
  minimum: 1,
  maximum: MAX_LIMIT,
  description: "How many at most.",
}).default(DEFAULT_LIMIT);

/** Which page of a list. @param decode gives nothing for a cursor that the list did not give. */
export function pageQuery<T>(decode: (sent: unknown) => T | null | undefined) {
  const cursor = field((sent) => {
    const value = decode(sent);
    return value == null ? invalid(CURSOR_PROBLEM) : ok(value);
  }, cursorText);
  return z.object({ limit, cursor: cursor.optional() });
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
  description: "Its position in the manual order, an exact decimal: lower comes first.",
});

const next = z
  .string()
  .min(1)
  .nullable()
  .describe("What to send as `cursor` for the next page; null on the last page.");

/** One page of rows, under `name`. */
export function pageOf(id: string, name: string, row: z.ZodObject) {
  return component(id, `One page of the ${name}.`, { [name]: z.array(row).max(MAX_LIMIT), next });
}

/** All rows of a kind, under `name`. */
export function allOf(id: string, name: string, row: z.ZodObject) {
  return component(id, `All ${name}.`, { [name]: z.array(row) });
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
  for (const name in fields) {
    const sent = fields[name as never];
    if (sent !== undefined) value[CAMEL_CASE.get(name) ?? camelCase(name)] = sent;
  }
  return value as Sent<Schema>;
}

function camelCase(name: string): string {
  const made = name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  CAMEL_CASE.set(name, made);
  return made;
}
