/**
 * The statement audit: loaded before every test file, it checks each statement that is sent to
 * PostgreSQL and rejects access to owned tables that is not of the forms that UserScope writes.
 */
import pg from "pg";
import { OWNED_TABLES, UNJOURNALED_TABLES } from "../../src/db/owned_tables.ts";
import { sqlTokens } from "./sql_tokens.ts";

/** Comments that mark the statements of tests and migrations, which may access all rows. */
export const MARKS = ["/* test */", "/* migration */"] as const;

/**
 * Why a statement is rejected, or null. The few correct forms are allowed, and every other mention
 * of one of the `tables` is rejected.
 */
export function violation(text: string, tables: readonly string[]): string | null {
  const isOfInterest = tables.some((table) => text.toLowerCase().includes(table));
  if (!isOfInterest && !/u&"/i.test(text)) return null;
  const { tokens, comments, bodies, isReadable } = sqlTokens(text);
  if (MARKS.some((mark) => comments.includes(mark))) return null;
  if (!isReadable) return `uses names with Unicode escapes: ${text}`;
  for (const [index, token] of tokens.entries()) {
    const table = tables.find((name) => isName(token, name));
    const problem = table === undefined ? null : problemAt(tokens, index);
    if (problem !== null) return `${problem} (${table}): ${text}`;
  }
  // Code in a dollar-quoted string (`do $$ … $$`) is checked as well.
  return bodies.map((body) => violation(body, tables)).find((found) => found !== null) ?? null;
}

/** Why the table name at `index` is not allowed there, or null. */
function problemAt(tokens: readonly string[], index: number): string | null {
  // The table of a column is checked where the statement names it.
  if (tokens[index + 1] === ".") return null;
  const isQualified = tokens[index - 1] === ".";
  const isPublic = isName(tokens[index - 2], "public") && tokens[index - 3] !== ".";
  if (isQualified && !isPublic) return "names a table of another schema";
  const start = isQualified ? index - 2 : index;
  const [second, first] = [tokens[start - 2], tokens[start - 1]];
  const end = index + 1;
  const filtered = (from: number) => afterFilter(tokens, from, tokens[index]);
  // The alias of the filtered subquery.
  if (first === "as" && second === ")") return null;
  // As the name of the type of its rows.
  if (tokens.slice(start - 3, start).join(" ") === "null : :") return null;
  if (first === "from" && second !== "delete") {
    return tokens[filtered(end)] === ")" ? null : "reads without the user's filter";
  }
  if (first === "from") {
    const ends = isEnd(tokens, afterConditions(tokens, filtered(end)));
    return ends ? null : "deletes without the user's filter";
  }
  if (first === "update") {
    const ends = isEnd(tokens, afterConditions(tokens, filtered(afterSet(tokens, end))));
    return ends ? null : "updates without the user's filter";
  }
  if (first === "into" && second === "insert") {
    const ends = isEnd(tokens, afterConflict(tokens, afterValues(tokens, end)));
    return ends ? null : "inserts without the user";
  }
  return isSchemaChange(tokens, start) ? null : "bypasses the user's filter";
}

// Each of these takes the index of a clause's first token and returns the index after the clause, or
// NaN when the clause is missing.

/** `where user_id = $1` or `where tasks.user_id = $1`, of the table itself and not of an outer one. */
function afterFilter(tokens: readonly string[], start: number, table: string | undefined): number {
  if (tokens[start] !== "where") return Number.NaN;
  const isQualified = tokens[start + 1] === table && tokens[start + 2] === ".";
  const column = isQualified ? start + 3 : start + 1;
  if (!isName(tokens[column], "user_id") || tokens[column + 1] !== "=") return Number.NaN;
  return afterUser(tokens, column + 2);
}

/** `$1`, or `$1::uuid`. */
function afterUser(tokens: readonly string[], start: number): number {
  if (!/^(\$\d+|\?)$/.test(tokens[start] ?? "")) return Number.NaN;
  const isCast = tokens.slice(start + 1, start + 4).join("") === "::uuid";
  return isCast ? start + 4 : start + 1;
}

/** Any number of `and (…)`: an `or` inside parentheses cannot disable the filter. */
function afterConditions(tokens: readonly string[], start: number): number {
  if (tokens[start] !== "and") return start;
  return afterConditions(tokens, afterParentheses(tokens, start + 1));
}

function afterParentheses(tokens: readonly string[], start: number): number {
  if (tokens[start] !== "(") return Number.NaN;
  let depth = 0;
  for (let index = start; index < tokens.length; index += 1) {
    if (tokens[index] === "(") depth += 1;
    if (tokens[index] === ")") depth -= 1;
    if (depth === 0) return index + 1;
  }
  return Number.NaN;
}

/** `set a = …, b = …`, without a change of the user and without rows of another table. */
function afterSet(tokens: readonly string[], start: number): number {
  if (tokens[start] !== "set") return Number.NaN;
  for (let index = start; index < tokens.length; ) {
    const token = tokens[index];
    if (token === "where") return index;
    if (token === "from" || isName(token, "user_id")) return Number.NaN;
    const group = token === "(" ? tokens.slice(index, afterParentheses(tokens, index)) : [];
    if (group.some((inner) => isName(inner, "user_id"))) return Number.NaN;
    index += Math.max(1, group.length);
  }
  return Number.NaN;
}

/**
 * `(user_id, …) values ($1, …), ($2, …)` or `(user_id, …) select $1, …`, with the user as the first value of
 * every row.
 */
function afterValues(tokens: readonly string[], start: number): number {
  const values = afterParentheses(tokens, start);
  if (!isName(tokens[start + 1], "user_id")) return Number.NaN;
  if (tokens[values] === "select") return afterSelect(tokens, values + 1);
  return tokens[values] === "values" ? afterRows(tokens, values + 1) : Number.NaN;
}

/** `$1, …` of one query, without further ones that would give rows of their own. */
function afterSelect(tokens: readonly string[], start: number): number {
  if (tokens[afterUser(tokens, start)] !== ",") return Number.NaN;
  for (let index = start; index < tokens.length; ) {
    const token = tokens[index] ?? "";
    if (["union", "except", "intersect"].includes(token)) return Number.NaN;
    if ([")", ";", "returning"].includes(token)) return index;
    index = token === "(" ? afterParentheses(tokens, index) : index + 1;
  }
  return tokens.length;
}

function afterRows(tokens: readonly string[], start: number): number {
  let row = start;
  for (;;) {
    if (tokens[row] !== "(" || tokens[afterUser(tokens, row + 1)] !== ",") return Number.NaN;
    const end = afterParentheses(tokens, row);
    if (tokens[end] !== ",") return end;
    row = end + 1;
  }
}

/** `on conflict do nothing`, which changes no existing row. */
function afterConflict(tokens: readonly string[], start: number): number {
  const isIgnored = tokens.slice(start, start + 4).join(" ") === "on conflict do nothing";
  return isIgnored ? start + 4 : start;
}

function isEnd(tokens: readonly string[], index: number): boolean {
  const isThere = !Number.isNaN(index);
  return isThere && [undefined, ";", ")", "returning"].includes(tokens[index]);
}

/** Creates, alters or drops the table, or references it: does not read rows. */
function isSchemaChange(tokens: readonly string[], start: number): boolean {
  const head = tokens
    .slice(tokens.lastIndexOf(";", start) + 1, start)
    .join(" ")
    .replace(/ if (not )?exists/, "")
    .replace(/ only$/, "");
  const isTable = /^(create( unlogged)? table|drop table|alter table|comment on table)$/.test(head);
  const isIndex = /^create( unique)? index( concurrently)?( \S+)? on$/.test(head);
  const isReference = /^(create|alter) table .* references$/.test(head);
  return isTable || isIndex || isReference;
}

function isName(token: string | undefined, name: string): boolean {
  return token === name || token === `"${name}"`;
}

const tables = [...Object.keys(OWNED_TABLES), ...UNJOURNALED_TABLES];
const violations = new Map<string, string | null>();
const original = pg.Client.prototype.query as (...args: unknown[]) => unknown;

function cachedViolation(text: string): string | null {
  const found = violations.get(text);
  if (found !== undefined) return found;
  const problem = violation(text, tables);
  if (violations.size < 1_000) violations.set(text, problem);
  return problem;
}

pg.Client.prototype.query = function audited(this: pg.Client, ...args: unknown[]) {
  const [query] = args;
  const text = typeof query === "string" ? query : (query as { text?: unknown } | null)?.text;
  const problem = typeof text === "string" ? cachedViolation(text) : null;
  if (problem !== null) {
    // The test file fails even if the error is caught.
    process.exitCode = 1;
    process.stderr.write(`Statement audit: ${problem}\n`);
    throw new Error(`Statement audit: ${problem}`);
  }
  return original.apply(this, args);
} as typeof pg.Client.prototype.query;
