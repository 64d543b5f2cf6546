/** Personal tokens: their form and their hash. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { it } from "node:test";
import { newPersonalToken, personalTokenHash } from "../../src/auth/personal_tokens.ts";

it("have 26 letters and digits of base 32, each as often as any other", () => {
  const tokens = Array.from({ length: 2_000 }, newPersonalToken);
  const counts = new Map<string, number>();
  for (const token of tokens) {
    assert.match(token, /^plt_[a-z2-7]{26}$/);
    for (const letter of token.slice(4)) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  }
  assert.equal(new Set(tokens).size, tokens.length);
  assert.equal(counts.size, 32);
  // 1,625 of each are expected; 250 is more than six standard deviations.
  for (const [letter, count] of counts)
    assert.ok(Math.abs(count - 1_625) < 250, `${letter} ${count}`);
});

it("are found by their SHA-256, and nothing of another form is", () => {
  const token = newPersonalToken();
  const expected = createHash("sha256").update(token).digest("hex");
  assert.equal(personalTokenHash(token)?.toString("hex"), expected);
  for (const other of [
    "",
    "plt_",
    `${token}a`,
    token.slice(1),
    token.toUpperCase(),
    `${token}\n`,
  ]) {
    assert.equal(personalTokenHash(other), null, other);
  }
});
