/** The answer 400 of an operation; the examples are what its schema says of wrong bodies and queries. */
import type { z } from "zod";
import type { Problem } from "../../db/saved.ts";
import { type Noun, sentenceOf } from "../problems.ts";
import { ErrorAnswer, InvalidFields } from "../schemas/errors.ts";
import { parser } from "../schemas/fields.ts";
import { named, nameOf, propertiesOf, referenceTo } from "./components.ts";
import { EXAMPLES } from "./examples.ts";
import { answer, sentences } from "./responses.ts";
import type { Response } from "./types.ts";

type Fields = Partial<Record<string, string>>;

/** What else is refused. */
export interface Refusals {
  invalid?: Fields;
  /** The body as a whole. */
  wrong?: string;
}

const TASK_PROBLEMS: Problem[] = [
  { field: "list_id", code: "missing" },
  { field: "list_id", code: "archived" },
  { field: "parent_id", code: "has_checklist" },
  { field: "section_id", code: "on_checklist" },
  { field: "due_on", code: "undated_on_checklist" },
  { field: "due_time", code: "needs_due_date" },
  { field: "due_on", code: "repeat_needs_due_date" },
  { field: "repeat", code: "repeat_ends_early" },
  { field: "repeat", code: "repeat_never_occurs" },
];
const NAME_TAKEN: Problem[] = [{ field: "name", code: "taken" }];
const LIST_NAME_TAKEN: Problem[] = [...NAME_TAKEN, { field: "name", code: "taken_by_archived" }];

/** What the models refuse although the schema takes it. */
const PROBLEMS: Record<string, Problem[]> = {
  NewTask: TASK_PROBLEMS,
  WholeTask: TASK_PROBLEMS,
  TaskChanges: TASK_PROBLEMS,
  Bulk: [
    { field: "list_id", code: "missing" },
    { field: "list_id", code: "archived" },
  ],
  Move: [{ field: "after", code: "not_sibling" }],
  NewList: LIST_NAME_TAKEN,
  ListChanges: LIST_NAME_TAKEN,
  SectionName: [{ field: "name", code: "taken_in_list" }],
  TagName: NAME_TAKEN,
  NewSearch: NAME_TAKEN,
  SearchChanges: NAME_TAKEN,
};

/** @param schema undefined: nothing is sent, and the row itself may be refused. */
export function refusedBody(
  schema: z.ZodType<object> | undefined,
  { invalid, wrong }: Refusals,
  noun: Noun = "Task",
): Response {
  const fields: Record<string, Fields> = schema === undefined ? {} : wrongBodies(schema);
  for (const problem of schema === undefined ? [] : (PROBLEMS[nameOf(schema)] ?? [])) {
    fields[problem.code] = { [problem.field ?? ""]: sentenceOf(problem, noun) };
  }
  if (invalid !== undefined) fields.invalid = invalid;
  const errors = Object.entries(fields).map(([name, fields]) => [
    name,
    { error: Object.values(fields)[0], fields },
  ]);
  const whole = { ...(wrong !== undefined && { wrong }), json: "The body is not valid JSON" };
  return answer("A field is invalid, or the body or address as a whole.", [], {
    schema: { anyOf: [referenceTo(InvalidFields), referenceTo(ErrorAnswer)] },
    examples: { ...named(Object.fromEntries(errors)), ...sentences(whole) },
  });
}

export function refusedQuery(schema: z.ZodType<object>): Response {
  const wrong = propertiesOf(schema).map(([name]) => problemsOf(schema, { [name]: "?" }));
  const examples = sentences(Object.assign({}, ...wrong));
  const isSearch = propertiesOf(schema).some(([name]) => name === "q");
  if (!isSearch) {
    return answer("A parameter is invalid, or the address.", [], {
      schema: referenceTo(ErrorAnswer),
      examples,
    });
  }
  const error = "There is no list “hme”. Did you mean “Home”?";
  return answer("A parameter is invalid, or the address, or the search query.", [], {
    schema: { anyOf: [referenceTo(InvalidFields), referenceTo(ErrorAnswer)] },
    examples: { ...examples, ...named({ q: { error, fields: { q: error } } }) },
  });
}

/** One for each way in which a field is wrong by itself, the others being right. */
function wrongBodies(schema: z.ZodType<object>): Record<string, Fields> {
  const [right] = Object.values(EXAMPLES[nameOf(schema)] ?? {});
  const bodies: Record<string, object> = { missing: {} };
  for (const [name, { type, minLength, maxLength }] of propertiesOf(schema)) {
    const send = (key: string, value: string) => {
      bodies[key] = { ...(right as object), [name]: value };
    };
    send(name, "");
    if (Number(minLength) > 1) send(`${name}TooShort`, "x".repeat(Number(minLength) - 1));
    const isText = [type].flat().includes("string");
    if (isText && maxLength) send(`${name}TooLong`, "x".repeat(Number(maxLength) + 1));
  }
  const found = Object.entries(bodies).map(([key, sent]) => [key, problemsOf(schema, sent)]);
  return Object.fromEntries(found.filter(([, fields = {}]) => Object.keys(fields).length > 0));
}

function problemsOf(schema: z.ZodType<object>, sent: object): Fields {
  const result = parser(schema)(sent);
  return result.ok ? {} : result.errors;
}
