/** The key that texts are searched by: the same in PostgreSQL and in JavaScript. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { searchKey } from "../../src/search/key.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

let database: TestDatabase;

before(async () => {
  database = await createTestDatabase();
});

after(() => database.drop());

async function keysOf(texts: string[]): Promise<string[]> {
  const rows = await database.sql<{ key: string }>(
    `select search_key(value) as key from unnest($1::text[]) with ordinality as each (value, place)
     order by place`,
    [texts],
  );
  return rows.map(({ key }) => key);
}

const KEYS: [text: string, key: string][] = [
  ["", " "],
  ["  Pay \n the\trent ", " pay the rent "],
  ["Café, CAFE\u0301", " cafe, cafe"],
  ["Straße", " strasse"],
  ["ﬁne ﬀ", " fine ff"],
  ["İstanbul ıslak", " istanbul islak"],
  ["ΣΊΣΥΦΟΣ", " σισυφοσ"],
  ["Łódź Ørsted æther", " lodz orsted aether"],
  ["ｆｕｌｌ　width", " full width"],
  ["(paren) e-mail c++ #5", " ( paren) e- mail c++ # 5"],
  ["don’t “quote” – dash", ` don' t " quote" - dash`],
  ["soft\u00adhyphen zero\u200bwidth", " softhyphen zerowidth"],
  ["会议notes明天3点", " 会议 notes明天 3点"],
  ["がか ガ", " がか ガ"],
  ["한글".normalize("NFD"), " 한글"],
  ["हिन्दी", " हि न् दी"],
  ["שָׁלוֹם", " שלום"],
  ["👩‍👩‍👧 family", " 👩👩👧 family"],
];

for (const [text, key] of KEYS) {
  it(`is the same for ${JSON.stringify(text)}`, async () => {
    assert.equal(searchKey(text), key);
    assert.deepEqual(await keysOf([text]), [key]);
  });
}

describe("every character", () => {
  const BLOCKS = [
    ...[
      [0x1, 0x3400],
      [0x4e00, 0x9fd0],
      [0xac00, 0xd7a4],
      [0xf900, 0xfb50],
      [0xfe20, 0x10000],
    ],
    ...[
      [0x1b000, 0x1b002],
      [0x1f300, 0x1f700],
      [0x20000, 0x20100],
      [0xe0020, 0xe01f0],
    ],
  ] as const;
  // The two may know different versions of Unicode: without what came after version 10.
  const LATER =
    /[\u0560\u0588\u05ef\u0870-\u089f\u08b5-\u08d3\u0c5c\u0c5d\u0cdc\u0cdd\u0d04\u170d\u171f\u1878\u1b4c\u1c89-\u1cbf\u1cf2-\u1cfa\u2c2f\u2c5f]|[\u1abf-\u1aff]/;
  const characters = BLOCKS.flatMap(([from, to]) =>
    Array.from({ length: to - from }, (_, index) => String.fromCodePoint(from + index)),
  ).filter((character) => !LATER.test(character));

  for (const [name, word] of [
    ["alone", (character: string) => character],
    ["in a word", (character: string) => `a${character}b`],
    ["before an accent", (character: string) => `${character}\u0301-b`],
  ] as const) {
    it(`has the same key in PostgreSQL and in JavaScript: ${name}`, async () => {
      const texts = characters.map(word);
      const keys = await keysOf(texts);
      const other = texts.filter((one, index) => searchKey(one) !== keys[index]);
      assert.deepEqual(other, []);
    });
  }
});
