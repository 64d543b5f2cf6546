/** The key that names are compared by: the same in PostgreSQL and in JavaScript. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { nameKey } from "../../src/text.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

let database: TestDatabase;

before(async () => {
  database = await createTestDatabase();
});

after(() => database.drop());

async function keysOf(names: string[]): Promise<string[]> {
  const rows = await database.sql<{ key: string }>(
    `select name_key(name) as key from unnest($1::text[]) with ordinality as each (name, place)
     order by place`,
    [names],
  );
  // The dotless i has a placeholder in PostgreSQL.
  return rows.map(({ key }) => key.replaceAll("\u0001", "ı"));
}

const SAME: [string, string][] = [
  ["Caf\u00e9", "CAFE\u0301"],
  ["Σίσυφος", "ΣΊΣΥΦΟΣ"],
  ["σισυφοσ", "ΣΙΣΥΦΟς"],
  ["straße", "STRASSE"],
  ["STRAẞE", "strasse"],
  ["ﬁn", "FIN"],
  ["\u1fb3", "\u0391\u0399"],
  ["İstanbul", "i\u0307STANBUL"],
  ["\u212bngstrom", "ångström".normalize("NFD").replace("o\u0308", "o")],
  ["한글", "한글".normalize("NFD")],
];
const DIFFERENT: [string, string][] = [
  ["cafe", "café"],
  ["kıt", "kit"],
  ["ｆｕｌｌ", "full"],
  ["a-b", "a_b"],
];

for (const [name, other] of SAME) {
  it(`is the same for ${name} and ${other}`, async () => {
    assert.equal(nameKey(name), nameKey(other));
    const [one, another] = await keysOf([name, other]);
    assert.equal(one, another);
  });
}

for (const [name, other] of DIFFERENT) {
  it(`is not the same for ${name} and ${other}`, async () => {
    assert.notEqual(nameKey(name), nameKey(other));
    const [one, another] = await keysOf([name, other]);
    assert.notEqual(one, another);
  });
}

describe("every letter", () => {
  // The two may know different versions of Unicode: without the letters that came after version 10.
  const letters = Array.from({ length: 0x3000 }, (_, code) => String.fromCodePoint(code)).filter(
    (letter) =>
      /\p{L}|\p{M}/u.test(letter) && !/[\u1abf-\u1aff\u1c89-\u1cbf\u2c2f\u2c5f]/.test(letter),
  );

  for (const [name, word] of [
    ["alone", (letter: string) => letter],
    ["at the end of a word", (letter: string) => `a${letter}`],
    ["before an accent", (letter: string) => `${letter}\u0301b`],
  ] as const) {
    it(`has the same key in PostgreSQL and in JavaScript: ${name}`, async () => {
      const words = letters.map(word);
      const keys = await keysOf(words);
      const other = words.filter((one, index) => nameKey(one) !== keys[index]);
      assert.deepEqual(other, []);
    });
  }
});
