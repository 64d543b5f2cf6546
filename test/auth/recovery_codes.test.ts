/** Recovery codes, as they are made, shown and typed. */
import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { newRecoveryCodes, readCode, recoveryCodeText } from "../../src/auth/recovery_codes.ts";

it("makes ten of eight letters and digits that cannot be mistaken for one another", () => {
  const made = Array.from({ length: 100 }, newRecoveryCodes);
  for (const codes of made) {
    assert.equal(codes.length, 10);
    for (const code of codes) assert.match(code, /^[0-9a-hjkmnp-tv-z]{8}$/);
  }
  assert.equal(new Set(made.flat()).size, 1000);
});

it("reads a code however it is written down", () => {
  const ways = fc.record({
    upper: fc.boolean(),
    gaps: fc.array(fc.constantFrom("", " ", "-", "–", "\u00a0", "−"), {
      minLength: 9,
      maxLength: 9,
    }),
    lookalikes: fc.boolean(),
  });
  fc.assert(
    fc.property(ways, ({ upper, gaps, lookalikes }) => {
      for (const code of newRecoveryCodes()) {
        const similar = code.replaceAll("0", "o").replaceAll("1", "l");
        const letters = [...(lookalikes ? similar : code)];
        const spaced = letters.map((letter, index) => `${gaps[index]}${letter}`).join("");
        const typed = `${spaced}${gaps[8]}`;
        const read = readCode(upper ? typed.toUpperCase() : typed);
        assert.deepEqual(read, { kind: "recovery", code });
      }
    }),
  );
  assert.deepEqual(readCode(recoveryCodeText("4kq79tzx")), { kind: "recovery", code: "4kq79tzx" });
});

it("reads six digits as a code of the app, with spaces and in any digits of the keyboard", () => {
  for (const typed of ["287082", " 287 082 ", "28-70-82", "２８７０８２"]) {
    assert.deepEqual(readCode(typed), { kind: "app", code: "287082" });
  }
});

it("reads nothing else", () => {
  for (const typed of [
    "",
    "12345",
    "1234567",
    "4kq7-9tz",
    "4kq7-9tzxx",
    "4kq7-9tzu",
    "ééééééé",
    "x".repeat(1e5),
  ]) {
    assert.equal(readCode(typed), null);
  }
});
