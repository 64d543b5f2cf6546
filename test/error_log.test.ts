/** What is logged and printed of errors: nothing that people wrote, whatever quotes it. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { inspect } from "node:util";
import fc from "fast-check";
import { describeError, errorText } from "../src/error_log.ts";
import { createLogger } from "../src/logger.ts";
import { createTestDatabase, type TestDatabase } from "./support/database.ts";

const SECRET = "geheim";

let database: TestDatabase;

before(async () => {
  database = await createTestDatabase();
  await database.sql(
    "create table notes (id integer primary key, note text, day date, flag boolean)",
  );
  await database.sql("alter table notes add constraint notes_short check (length(note) < 200)");
  await database.sql("create unique index notes_note_key on notes (note)");
});
after(() => database.drop());

/** What the work fails with. */
async function failure(work: () => unknown): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  return assert.fail("it did not fail");
}

function assertSilent(error: unknown, secret = SECRET): void {
  for (const written of [JSON.stringify(describeError(error)), errorText(error)]) {
    assert.ok(!written.includes(secret), written);
  }
}

/** A value between quotes of its own, on several lines, as a frame of a stack. */
const VALUES = [
  SECRET,
  `a "${SECRET}" b`,
  `"${SECRET}`,
  `a'${SECRET}'`,
  `»${SECRET}« “b”`,
  `a\n    at ${SECRET} (/a.ts:1:1)\nb`,
  `notes" ${SECRET} "notes`,
];

/** Statements that quote their value in one of the parts of PostgreSQL's error. */
const STATEMENTS = [
  "select $1::text::integer",
  "select $1::text::date",
  "select $1::text::jsonb",
  "select $1::text::uuid",
  "select ('[' || $1::text)::int[]",
  "select to_date($1::text, 'YYYY-MM-DD')",
  "select 'a' ~ ('(' || $1::text)",
  "select $1::text::regclass",
  "select set_config($1::text, 'a', false)",
  "insert into notes (id, note) select n, $1 from generate_series(1, 2) as n",
  "insert into notes (id, note) values (9, repeat($1, 100))",
  "insert into notes (note) values ($1)",
  "do $do$ begin raise exception '% is wrong', '\"' || 'geheim' || '\"'; end $do$",
];

describe("an error of PostgreSQL", () => {
  for (const statement of STATEMENTS) {
    it(`has its code and no value: ${statement}`, async () => {
      for (const value of VALUES) {
        const values = statement.includes("$1") ? [value] : [];
        for (const run of [
          () => database.database.write(`${statement} /* test */`, values),
          () => database.database.knex.raw(`${statement.replaceAll("$1", "?")} /* test */`, values),
        ]) {
          const error = await failure(run);
          assert.ok(inspect(error, { depth: 9 }).includes(SECRET) || values.length > 0);
          assertSilent(error);
          const { type, code, severity, routine, stack } = describeError(error);
          assert.equal(type, "DatabaseError");
          assert.match(String(code), /^[0-9A-Z]{5}$/);
          assert.equal(severity, "ERROR");
          assert.match(String(routine), /^\w+$/);
          assert.match(stack, /^ {4}at .*:\d+:\d+\)?(\n {4}at .*)*$/);
        }
      }
    });
  }

  it("keeps the names of what it is about", async () => {
    const twice =
      "insert into notes (id, note) select n, $1 from generate_series(1, 2) as n /* test */";
    const unique = describeError(await failure(() => database.database.write(twice, [SECRET])));
    assert.equal(unique.message, 'duplicate key value violates unique constraint "notes_note_key"');
    assert.deepEqual(
      [unique.code, unique.schema, unique.table, unique.constraint],
      ["23505", "public", "notes", "notes_note_key"],
    );
    const long = "insert into notes (id, note) values (9, repeat($1, 100)) /* test */";
    assert.equal(
      describeError(await failure(() => database.database.write(long, [SECRET]))).message,
      'new row for relation "notes" violates check constraint "notes_short"',
    );
    const number = "select $1::text::integer /* test */";
    assert.equal(
      describeError(await failure(() => database.database.write(number, [SECRET]))).message,
      'invalid input syntax for type integer: "…"',
    );
  });

  it("says which table, column or function there is not", async () => {
    for (const [statement, message] of [
      ["select * from nowhere", 'relation "nowhere" does not exist'],
      ["select notes.gone from notes", "column notes.gone does not exist"],
      ["insert into notes (gone) values (1)", 'column "gone" of relation "notes" does not exist'],
    ] as const) {
      const error = await failure(() => database.database.write(`${statement} /* test */`, []));
      assert.equal(describeError(error).message, message);
    }
  });

  it("has none in another language, either", () => {
    for (const message of [
      `ungültige Eingabesyntax für Typ integer: »${SECRET}«`,
      `syntaxe en entrée invalide pour le type integer : « ${SECRET} »`,
      `неверный синтаксис для типа integer: "${SECRET}"`,
      `型integerの入力構文が不正です: "${SECRET}"`,
      `invalid: „${SECRET}“`,
    ]) {
      assertSilent(Object.assign(new Error(message), { code: "22P02" }));
    }
  });
});

describe("any other error", () => {
  const failures: Record<string, () => unknown> = {
    JSON: () => JSON.parse(`{"title": ${SECRET}`),
    "a time zone": () => new Intl.DateTimeFormat("en", { timeZone: SECRET }),
    "a language": () => new Intl.DateTimeFormat(`${SECRET}_${SECRET}`),
    "a URL": () => new URL(SECRET),
    "a pattern": () => new RegExp(`(${SECRET}`),
    "a file": () => process.loadEnvFile(`/${SECRET}`),
    "a property": () => (undefined as unknown as Record<string, string>)[SECRET],
    "a clone": () => structuredClone({ toString: () => SECRET }),
    "an assertion": () => assert.equal(SECRET, "another"),
    "an argument": () => Buffer.from(Symbol(SECRET) as never),
    "a header": () => new Headers({ "x-a": `${SECRET}\n${SECRET}` }),
  };
  for (const [name, fail] of Object.entries(failures)) {
    it(`has no value: ${name}`, async () => assertSilent(await failure(fail)));
  }

  it("has no properties of its own but those of a table", () => {
    const error = Object.assign(new Error("The form failed"), {
      ...{ body: SECRET, query: `?q=${SECRET}`, detail: SECRET, hint: SECRET, where: SECRET },
      ...{ input: SECRET, parameters: [SECRET], fields: { title: SECRET }, sql: SECRET },
      ...{ code: `a ${SECRET}`, status: 500, internalQuery: SECRET },
    });
    assertSilent(error);
    const { stack: _, ...logged } = describeError(error);
    assert.deepEqual(logged, { type: "Error", message: "The form failed", status: 500 });
  });

  it("has none in its causes, and in the errors that it collects", () => {
    const inner = () => Object.assign(new Error(`no "${SECRET}"`), { detail: SECRET });
    const collected = new AggregateError([inner(), SECRET], "Several failed");
    const error = new Error("It failed", { cause: new Error("Deeper", { cause: collected }) });
    assertSilent(error);
    const { cause } = describeError(error);
    assert.equal(cause?.cause?.message, "Several failed");
    assert.deepEqual(
      cause?.cause?.errors?.map(({ type, message }) => [type, message]),
      [
        ["Error", 'no "…"'],
        ["string", "Something else than an error was thrown"],
      ],
    );
    assert.match(errorText(error), /^Error: It failed\n[\s\S]*\nCaused by Error: Deeper\n/);
    const circle = new Error("circle");
    circle.cause = circle;
    assert.ok(JSON.stringify(describeError(circle)).length < 100_000);
  });

  it("has none, however it is quoted", () => {
    const secret = "Zwölf-Boxkämpfer";
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.constantFrom('""', "''", "»«", "“”"), (a, b, q) => {
        assertSilent(new Error(`It is wrong: ${q[0]}${a}${secret}${b}${q[1]}`), secret);
      }),
    );
  });
});

describe("a logger", () => {
  const lines: string[] = [];
  const logger = createLogger("debug", { write: (line) => void lines.push(line) });
  const error = () =>
    Object.assign(new Error(`no "${SECRET}"`), {
      detail: SECRET,
      cause: new TypeError(`'${SECRET}'`),
    });

  it("writes errors without values, under any name and in any form", () => {
    logger.error(error());
    logger.error({ err: error() });
    logger.child({ requestId: "1" }).warn({ error: error(), userId: "2" }, "failed");
    logger.error({ err: SECRET }, "thrown");
    logger.error({ err: { message: SECRET } }, "thrown");
    logger.fatal(error(), "failed");
    assert.equal(lines.length, 6);
    for (const line of lines) assert.ok(!line.includes(SECRET), line);
    const parsed = lines.map((line) => JSON.parse(line));
    assert.equal(parsed[0].err.message, 'no "…"');
    assert.equal(parsed[0].msg, 'no "…"');
    assert.equal(parsed[1].err.cause.type, "TypeError");
    assert.deepEqual([parsed[2].requestId, parsed[2].userId, parsed[2].msg], ["1", "2", "failed"]);
    assert.equal(parsed[5].err.type, "Error");
  });

  it("writes anything else as it is", () => {
    lines.length = 0;
    logger.info({ event: "sign-in", userId: "1" }, "signed in");
    logger.info("stopped");
    const [event, text] = lines.map((line) => JSON.parse(line));
    assert.deepEqual([event.event, event.userId, event.msg], ["sign-in", "1", "signed in"]);
    assert.equal(text.msg, "stopped");
  });
});
