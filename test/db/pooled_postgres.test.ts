/** Which connections of the pool are closed instead of used again. */
import assert from "node:assert/strict";
import { test } from "node:test";
import pg from "pg";
import { retireIfUseless } from "../../src/db/pooled_postgres.ts";
import { Switchover } from "../../src/db/switchover.ts";

const failures: [string, Error, boolean][] = [
  ["the server ends it, whose end comes later", withCode("57P01"), true],
  ["it is lost", new Error("Connection terminated unexpectedly"), true],
  ["no answer comes", new Error("Query read timeout"), true],
  ["the server only reads", withCode("25006"), true],
  ["a constraint is violated", withCode("23505"), false],
  ["a statement took too long", withCode("57014"), false],
];
for (const [name, error, isRetired] of failures) {
  test(`${name}: ${isRetired ? "closed" : "kept"}`, () => {
    const connection: Parameters<typeof retireIfUseless>[0] = new pg.Client();
    assert.equal(retireIfUseless(connection, error, new Switchover(() => undefined)), error);
    assert.equal(connection.__knex__disposed !== undefined, isRetired);
  });
}

function withCode(code: string): Error {
  return Object.assign(new Error("failed"), { code });
}
