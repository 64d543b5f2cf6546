/** The list of owned tables compared with the schema. */
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { OWNED_TABLES, UNJOURNALED_TABLES } from "../../src/db/owned_tables.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

/** Tables with a user_id that UserScope does not access, with the reason. */
const EXCEPTIONS = {
  auth_sessions: "identifies the user, before there is a scope",
  browsers: "recognises the browser of a sign-in",
  account_tokens: "identifies the user of a link",
  email_changes: "decides whether an address is free, for all users",
  second_factors: "proves who the user is",
  recovery_codes: "proves who the user is",
  external_identities: "identifies the user of a provider",
  security_events: "written before there is a scope; models/security_events.ts filters by user",
  mails: "sent by the worker for all users",
};

const OWNED = [...Object.keys(OWNED_TABLES), ...UNJOURNALED_TABLES].sort();

interface Reference {
  source: string;
  columns: string[];
  target: string;
  targets: string[];
  cascades: boolean;
}

let database: TestDatabase;
let references: Reference[];

before(async () => {
  database = await createTestDatabase();
  const names = (numbers: string, table: string) =>
    `array(select a.attname::text from unnest(k.${numbers}) with ordinality as n(number, place)
       join pg_attribute a on a.attrelid = k.${table} and a.attnum = n.number order by n.place)`;
  references = await database.sql<Reference & Record<string, unknown>>(
    `select k.conrelid::regclass::text as source, ${names("conkey", "conrelid")} as columns,
            k.confrelid::regclass::text as target, ${names("confkey", "confrelid")} as targets,
            k.confdeltype = 'c' as cascades
     from pg_constraint k
     where k.contype = 'f' and k.connamespace = 'public'::regnamespace`,
  );
});
after(() => database.drop());

it("lists every table with a user_id, except for the named exceptions", async () => {
  const tables = await database.sql<{ name: string }>(
    `select c.relname as name from pg_class c
     join pg_attribute a on a.attrelid = c.oid and a.attname = 'user_id' and not a.attisdropped
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'f')`,
  );
  const known = [...OWNED, ...Object.keys(EXCEPTIONS)];
  assert.deepEqual(tables.map(({ name }) => name).sort(), known.sort());
});

it("the schema has no views that could bypass the audit, and functions only of their arguments", async () => {
  const others = await database.sql<{ name: string }>(
    `select relname as name from pg_class
     where relnamespace = 'public'::regnamespace and relkind in ('v', 'm')
     union all select proname from pg_proc where pronamespace = 'public'::regnamespace`,
  );
  const names = others.map(({ name }) => name).sort();
  assert.deepEqual(names, ["name_key", "search_key", "set_search_text"]);
  const sources = await database.sql<{ definition: string }>(
    "select pg_get_functiondef(name::regproc) as definition from unnest($1::text[]) as name",
    [names],
  );
  for (const { definition } of sources) {
    assert.doesNotMatch(definition.replaceAll(" distinct from ", ""), /\bfrom\b/i);
  }
});

it("every primary key starts with the user, and every counter is a column of users", async () => {
  for (const [table, { counter, key }] of Object.entries(OWNED_TABLES)) {
    const keys = await database.sql<{ columns: string[] }>(
      `select array(select a.attname::text from unnest(i.indkey::int2[]) with ordinality as n(number, place)
         join pg_attribute a on a.attrelid = i.indrelid and a.attnum = n.number order by n.place) as columns
       from pg_index i where i.indrelid = $1::regclass and i.indisprimary`,
      [table],
    );
    assert.deepEqual(keys, [{ columns: ["user_id", ...key] }], table);
    if (counter === null) continue;
    const counters = await database.sql(
      `select data_type, is_nullable, column_default from information_schema.columns
       where table_schema = 'public' and table_name = 'users' and column_name = $1`,
      [counter],
    );
    const expected = { data_type: "integer", is_nullable: "NO", column_default: "0" };
    assert.deepEqual(counters, [expected], table);
  }
});

it("deleting a user deletes all of their rows", () => {
  const owners = references.filter(({ target }) => target === "users");
  // The codes go with their second factor, and that with the user.
  const direct = Object.keys(EXCEPTIONS).filter((name) => name !== "recovery_codes");
  assert.deepEqual(owners.map(({ source }) => source).sort(), [...OWNED, ...direct].sort());
  for (const { source, columns, targets, cascades } of owners) {
    assert.deepEqual([columns, targets, cascades], [["user_id"], ["id"], true], source);
  }
});

it("every foreign key includes the user, so that no reference leads to another user", () => {
  const tables = [...OWNED, ...Object.keys(EXCEPTIONS)];
  const links = references.filter(({ target }) => tables.includes(target));
  for (const { source, columns, target, targets } of links) {
    assert.equal(columns[targets.indexOf("user_id")], "user_id", `${source} to ${target}`);
  }
});
