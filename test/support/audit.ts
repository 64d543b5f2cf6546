/**
 * The statement audit: loaded ahead of every test file, it reads each statement on its way to
 * PostgreSQL and refuses one that touches an owned table without naming the user.
 */
import pg from "pg";
import { OWNED_TABLES } from "../../src/db/scope.ts";

/** What is wrong with a statement, or null. `tables` are those with rows that belong to a user. */
export function complaint(text: string, tables: readonly string[]): string | null {
  if (text.includes("/* test */")) return null;
  const sql = text.replace(/\s+/g, " ").toLowerCase();
  for (const table of tables) {
    const name = `(?:"?public"?\\.)?"?${table}"?(?![\\w"])`;
    const filter = `(?:"?${table}"?\\.)?"?user_id"? = (?:\\$\\d+|\\?)`;
    const rules: [RegExp, RegExp, string][] = [
      // Every read starts from the filtered subselect, and its filter ends there.
      [
        new RegExp(`(?:\\bfrom|\\bjoin|,) ${name}`, "g"),
        new RegExp(
          `^(?:delete )?(?:from|join|,) ${name} where ${filter}(?: and |\\)|$| returning)`,
        ),
        "reads without the user's filter",
      ],
      [
        new RegExp(`\\bupdate ${name}`, "g"),
        new RegExp(`^update ${name} set .*? where ${filter}(?: and |$| returning)`),
        "updates without the user's filter",
      ],
      [
        new RegExp(`\\binsert into ${name}`, "g"),
        new RegExp(`^insert into ${name} \\("?user_id"?,`),
        "inserts without the user",
      ],
    ];
    for (const [mention, demand, problem] of rules) {
      for (const { index } of sql.matchAll(mention)) {
        if (!demand.test(sql.slice(index))) return `${problem} (${table}): ${text}`;
      }
    }
    if (new RegExp(`\\b(?:truncate|merge into|copy) (?:table )?${name}`).test(sql)) {
      return `goes past the user's filter (${table}): ${text}`;
    }
  }
  return null;
}

const tables = Object.keys(OWNED_TABLES);
const original = pg.Client.prototype.query as (...args: unknown[]) => unknown;

pg.Client.prototype.query = function audited(this: pg.Client, ...args: unknown[]) {
  const [query] = args;
  const text = typeof query === "string" ? query : (query as { text?: unknown } | null)?.text;
  const problem = typeof text === "string" ? complaint(text, tables) : null;
  if (problem !== null) {
    // The statement fails, and so does the file, even where the failure is caught.
    process.exitCode = 1;
    process.stderr.write(`Statement audit: ${problem}\n`);
    throw new Error(`Statement audit: ${problem}`);
  }
  return original.apply(this, args);
} as typeof pg.Client.prototype.query;
