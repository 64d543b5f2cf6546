/** Signing keys: one purpose each, and rotation. */
import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { derivedKeys, jwtKeys, sign, verifySignature } from "../../src/auth/keys.ts";
import { anyText } from "../support/arbitraries.ts";

const OLD = "an older secret that is long enough for this";
const NEW = "a newer secret that is long enough for this";

it("signs for one purpose only", () => {
  const forms = derivedKeys([OLD], "plainlist/form-token");
  const flashes = derivedKeys([OLD], "plainlist/flash");
  const signature = sign(forms, "a text");
  assert.equal(verifySignature(forms, "a text", signature), true);
  assert.equal(verifySignature(flashes, "a text", signature), false);
  assert.equal(verifySignature(jwtKeys([OLD]), "a text", signature), false);
});

it("signs with the first secret and verifies with all of them", () => {
  const rotated = derivedKeys([NEW, OLD], "p");
  const before = sign(derivedKeys([OLD], "p"), "a text");
  const after = sign(rotated, "a text");
  assert.equal(after, sign(derivedKeys([NEW], "p"), "a text"));
  assert.equal(verifySignature(rotated, "a text", before), true);
  assert.equal(verifySignature(rotated, "a text", after), true);
  assert.equal(verifySignature(derivedKeys([NEW], "p"), "a text", before), false);
});

it("derives the same key id on every server, without revealing the secret", () => {
  const ring = jwtKeys([NEW, OLD]);
  const twin = jwtKeys([OLD, NEW]);
  assert.equal(ring.current.id, [...ring.all.keys()][0]);
  assert.deepEqual([...ring.all.keys()].reverse(), [...twin.all.keys()]);
  assert.notEqual(ring.current.id, twin.current.id);
  for (const id of ring.all.keys()) {
    assert.match(id, /^[\w-]{8}$/);
    assert.ok(!NEW.includes(id) && !OLD.includes(id));
  }
});

it("requires at least one secret", () => {
  assert.throws(() => jwtKeys([]), /at least one secret/);
  assert.throws(() => derivedKeys([], "p"), /at least one secret/);
});

it("accepts only the canonical encoding of a signature, and never throws", () => {
  const keys = derivedKeys([NEW, OLD], "p");
  fc.assert(
    fc.property(anyText, anyText, (text, other) => {
      const signature = sign(keys, text);
      assert.equal(verifySignature(keys, text, signature), true);
      assert.equal(verifySignature(keys, text, other), false);
      assert.equal(verifySignature(keys, `${text} `, signature), false);
    }),
  );
  const signature = sign(keys, "a text");
  const spellings = [
    `${signature}=`,
    `${signature} `,
    ` ${signature}`,
    signature.toUpperCase(),
    ...Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
      .filter((last) => last !== signature.at(-1))
      .map((last) => signature.slice(0, -1) + last),
  ];
  for (const spelling of spellings) {
    assert.equal(verifySignature(keys, "a text", spelling), false, spelling);
  }
});
