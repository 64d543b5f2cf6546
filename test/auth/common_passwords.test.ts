/** Passwords that are refused: common ones, patterns, and the person's own name and address. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { isCommonPassword, isOwnPassword } from "../../src/auth/common_passwords.ts";

const ALPHABET = "abcdefghijklmnopqrstuvwxyz";

/** Each text that `accepts` does not treat as it should. */
function wrong(texts: readonly string[], isRefused: boolean, test: (text: string) => boolean) {
  return texts.filter((text) => test(text) !== isRefused);
}

describe("common passwords", () => {
  it("are those of the list in any case and encoding", () => {
    const listed = ["password", "PassWord1", "12345678", "qwertyuiop", "iloveyou", "1q2w3e4r"];
    assert.deepEqual(wrong(listed, true, isCommonPassword), []);
  });

  it("are those of the list with digits and signs around them, or repeated", () => {
    const changed = [
      ...["Password123!", "password2026", "Monkey 2024", "123letmein", "letmein!!"],
      ...["passwordpassword", "hunter2hunter2", "dragon-dragon-dragon", "Qwerty-Qwerty"],
    ];
    assert.deepEqual(wrong(changed, true, isCommonPassword), []);
  });

  it("are patterns of letters, digits and keys", () => {
    const patterns = [
      ...["987654321", "88888888", "aaaaaaaa", "abcdefgh", "12341234"],
      ...["AbCdEfGh", "zyxwvuts", "67890123", "32109876", "11223344", "abcabcabc", "abcdabcda"],
      ...["abcd1234", "4321dcba", "123abc456", "abcdefgh1", "1-2-3-4-5-6-7-8", "10101010"],
      ...["asdfghjkl;", "qweasdzxc", "qwertz123", "azertyui", "1q2w3e4r5t6y", "poiuytrewq"],
      ...["ÄÄÄÄÄÄÄÄ", "éééééééé".normalize("NFD"), "абвгдежз", "!!!!!!!!", "        .        ."],
    ];
    assert.deepEqual(wrong(patterns, true, isCommonPassword), []);
    for (let start = 0; start <= ALPHABET.length - 8; start += 1) {
      const run = ALPHABET.slice(start, start + 8);
      const reversed = [...run].toReversed().join("");
      assert.deepEqual(wrong([run, run.toUpperCase(), reversed], true, isCommonPassword), []);
    }
  });

  it("are the name of the application, with trivial changes", () => {
    const own = ["plainlist", "Plainlist", "PLAINLIST1", "plainlist2026!", "plain-list"];
    assert.deepEqual(wrong([...own, "plainlistplainlist"], true, isCommonPassword), []);
  });

  it("are not phrases, random texts, or words in other words", () => {
    const good = [
      ...["violet harbour kettle", "correct horse", "my plainlist is long", "wrong horse 9"],
      ...["x7#qLw2v", "Zq8vTn2w", "🙂🌍🎻🥐🚲🧦🪁🌵", "пароль-из-слов", "password of mine"],
      ...["a dragon and a monkey", "monkey-84629174639", "qwerty and much more than that"],
      // Nobody tries them, however regular they are.
      ...["ab".repeat(512), "🙂".repeat(256)],
    ];
    assert.deepEqual(wrong(good, false, isCommonPassword), []);
  });

  it("are hardly ever random texts", () => {
    const letters = fc.constantFrom(
      ..."abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
    );
    fc.assert(
      fc.property(fc.array(letters, { minLength: 12, maxLength: 20 }), (array) => {
        fc.pre(new Set(array).size > 8);
        return !isCommonPassword(array.join(""));
      }),
      { numRuns: 2_000 },
    );
  });

  it("are told in little time for any text", () => {
    const begun = performance.now();
    fc.assert(
      fc.property(fc.string({ maxLength: 1024 }), (text) => {
        isCommonPassword(text);
        isOwnPassword(text, { name: text, email: text });
      }),
      { numRuns: 500 },
    );
    for (const text of ["ab".repeat(512), "1".repeat(1024), "a1".repeat(500), "-".repeat(1024)]) {
      isCommonPassword(text);
    }
    assert.ok(performance.now() - begun < 5_000);
  });
});

describe("one's own name and address", () => {
  const ann = { name: "Annabel Lee", email: "ann.lee+list@example.org" };
  const isOwn = (password: string) => isOwnPassword(password, ann);

  it("are refused whole, in part, and with trivial changes", () => {
    const own = [
      ...[
        "Annabel Lee",
        " annabel lee ",
        "ANNABEL-LEE",
        "annabellee",
        "annabel1984",
        "1984annabel",
      ],
      ...["Annabel!!", "annabelannabel", "annabel19841231"],
      ...[ann.email, "Ann.Lee+List@Example.ORG", "ann.lee+list", "annleelist", "ann.lee+list99"],
    ];
    assert.deepEqual(wrong(own, true, isOwn), []);
    const zoe = { name: "Zoé Müller", email: "z@example.org" };
    for (const form of ["NFC", "NFD"] as const) {
      assert.ok(isOwnPassword("zoé müller".normalize(form), zoe), form);
      assert.ok(isOwnPassword("MÜLLER2026".normalize(form), zoe), form);
    }
  });

  it("may be in a phrase, and short parts in anything", () => {
    const good = ["annabel lee of the sea", "lee lee lee", "list and lee", "annabel-8462917463"];
    assert.deepEqual(wrong(good, false, isOwn), []);
    assert.equal(isOwnPassword("violet harbour kettle", { name: "", email: "" }), false);
    assert.equal(isOwnPassword("--------", { name: "--", email: "-@-" }), false);
  });
});
