/** Sealed texts: opened by whoever has the secret, as what they are, and by nobody else. */
import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { derivedKeys } from "../../src/auth/keys.ts";
import { keyIdOf, open, seal } from "../../src/auth/sealed.ts";

const [OLD, NEW] = ["an old secret of the host", "a new secret of the host"];
const keys = derivedKeys([OLD], "test");
const CONTENT = Buffer.from("JBSWY3DPEHPK3PXP");

it("opens what it has sealed, whatever it is", () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.string(), (content, context) => {
      const sealed = seal(keys, content, context);
      assert.deepEqual(open(keys, sealed, context), Buffer.from(content));
    }),
  );
});

it("seals the same content differently each time, and shows none of it", () => {
  const [one, other] = [seal(keys, CONTENT, "Ann"), seal(keys, CONTENT, "Ann")];
  assert.notDeepEqual(one, other);
  assert.equal(one.length, 8 + 12 + 16 + CONTENT.length);
  assert.ok(!one.includes(CONTENT));
});

it("opens nothing that was changed, in any bit", () => {
  const sealed = seal(keys, CONTENT, "Ann");
  for (let bit = 0; bit < sealed.length * 8; bit += 1) {
    const changed = Buffer.from(sealed);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    assert.equal(open(keys, changed, "Ann"), null, `bit ${bit}`);
  }
});

it("opens nothing that was cut off, or never sealed", () => {
  const sealed = seal(keys, CONTENT, "Ann");
  for (let length = 0; length < sealed.length; length += 1) {
    assert.equal(open(keys, sealed.subarray(0, length), "Ann"), null, `${length} bytes`);
  }
  assert.equal(open(keys, Buffer.from("anything at all, and quite a lot of it"), "Ann"), null);
});

it("opens it in no other context, and with no key of another purpose", () => {
  const sealed = seal(keys, CONTENT, "key of Ann");
  for (const context of ["key of Bob", "setup of Ann", ""]) {
    assert.equal(open(keys, sealed, context), null);
  }
  assert.equal(open(derivedKeys([OLD], "another purpose"), sealed, "key of Ann"), null);
});

it("opens what an older secret has sealed as long as that is configured", () => {
  const sealed = seal(keys, CONTENT, "Ann");
  const both = derivedKeys([NEW, OLD], "test");
  assert.deepEqual(open(both, sealed, "Ann"), CONTENT);
  assert.equal(open(derivedKeys([NEW], "test"), sealed, "Ann"), null);
  const renewed = seal(both, CONTENT, "Ann");
  assert.equal(keyIdOf(renewed), both.current.id);
  assert.notEqual(keyIdOf(renewed), keyIdOf(sealed));
  assert.deepEqual(open(derivedKeys([NEW], "test"), renewed, "Ann"), CONTENT);
});
