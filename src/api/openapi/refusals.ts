/** The answer 400 of an operation; the examples are what its schema says of wrong bodies and queries. */
import type { z } from "zod";
import { type Noun, sentenceOf } from "../problems.ts";
import { ErrorAnswer, InvalidFields } from "../schemas/errors.ts";
import { COMPONENTS, parser } from "../schemas/fields.ts";
import { propertiesOf, referenceTo } from "./components.ts";
import { answer, sentences } from "./responses.ts";
import type { Response } from "./types.ts";

type Fields = Partial<Record<string, string>>;

interface Property {
  type?: string | string[];
  minLength?: number;
  maxLength?: number;
}

/** What else is refused. */
export interface Refusals {
  invalid?: Fields;
  /** The body as a whole. */
  wrong?: string;
}

export function refusedBody(
  schema: z.ZodType<object>,
  { invalid, wrong }: Refusals,
  noun: Noun = "Task",
): Response {
  const { problems = [] } = COMPONENTS.get(schema) ?? {};
  const refused = problems.map((problem): [string, Fields] => [
    problem.code,
    { [problem.field ?? ""]: sentenceOf(problem, noun) },
  ]);
  const fields = {
    ...wrongBodies(schema),
    ...Object.fromEntries(refused),
    ...(invalid && { invalid }),
  };
  const examples = Object.entries<Fields>(fields).map(([name, fields]) => [
    name,
    { value: { error: Object.values(fields)[0], fields } },
  ]);
  const whole = { ...(wrong !== undefined && { wrong }), json: "The body is not valid JSON" };
  return answer(
    "A field is invalid, or the body or address as a whole.",
    {},
    {
      schema: { anyOf: [referenceTo(InvalidFields), referenceTo(ErrorAnswer)] },
      examples: { ...Object.fromEntries(examples), ...sentences(whole) },
    },
  );
}

export function refusedQuery(schema: z.ZodType<object>): Response {
  const wrong = propertiesOf(schema).map(([name]) => problemsOf(schema, { [name]: "?" }));
  const examples = sentences(Object.assign({}, ...wrong));
  const content = { schema: referenceTo(ErrorAnswer), examples };
  return answer("A parameter is invalid, or the address.", {}, content);
}

/** One for each way in which a field is wrong by itself, the others being right. */
function wrongBodies(schema: z.ZodType<object>): Record<string, Fields> {
  const [right] = Object.values(COMPONENTS.get(schema)?.examples ?? {});
  const problems: Record<string, Fields> = {};
  const send = (key: string, fields: object) => {
    const found = problemsOf(schema, fields);
    if (Object.keys(found).length > 0) problems[key] = found;
  };
  send("missing", {});
  for (const [name, property] of propertiesOf(schema)) {
    const { type, minLength = 0, maxLength } = property as Property;
    const sendField = (key: string, value: string) =>
      send(key, { ...(right as object), [name]: value });
    sendField(name, "");
    if (minLength > 1) sendField(`${name}TooShort`, "x".repeat(minLength - 1));
    const isText = type?.includes("string") ?? false;
    if (isText && maxLength !== undefined) sendField(`${name}TooLong`, "x".repeat(maxLength + 1));
  }
  return problems;
}

function problemsOf(schema: z.ZodType<object>, sent: object): Fields {
  const result = parser(schema)(sent);
  return result.ok ? {} : result.errors;
}
