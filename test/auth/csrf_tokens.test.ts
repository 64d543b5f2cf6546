/** CSRF tokens: signed, and bound to a session or a visitor's browser. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { it } from "node:test";
import fc from "fast-check";
import { type CsrfBinding, CsrfTokens } from "../../src/auth/csrf_tokens.ts";
import { derivedKeys, sign } from "../../src/auth/keys.ts";
import { anyText } from "../support/arbitraries.ts";

const SECRET = "a session secret that is long enough for this";
const NEWER = "a newer secret that is long enough for this";
const ANN: CsrfBinding = { kind: "session", id: randomUUID() };
const VISITOR: CsrfBinding = { kind: "visitor", id: "Zm9ydHktdHdvLWJpdHM-_w" };

const tokens = new CsrfTokens([SECRET]);

it("returns what a token is bound to, and issues a different one each time", () => {
  for (const binding of [ANN, VISITOR]) {
    assert.deepEqual(tokens.read(tokens.issue(binding)), binding);
    assert.notEqual(tokens.issue(binding), tokens.issue(binding));
  }
});

it("rejects a token with any character changed", () => {
  const token = tokens.issue(ANN);
  fc.assert(
    fc.property(fc.nat(token.length - 1), fc.constantFrom(..."Ab0-_. é"), (at, other) => {
      fc.pre(token[at] !== other);
      assert.equal(tokens.read(token.slice(0, at) + other + token.slice(at + 1)), null);
    }),
    { numRuns: 400 },
  );
});

it("rejects a token bound to another user or combined from two", () => {
  const [kind, , nonce, signature] = tokens.issue(ANN).split(".");
  const [, , otherNonce, otherSignature] = tokens.issue(ANN).split(".");
  const bob = randomUUID();
  const forgeries = [
    [kind, bob, nonce, signature],
    ["visitor", ANN.id, nonce, signature],
    [kind, ANN.id, otherNonce, signature],
    [kind, ANN.id, nonce, otherSignature],
    [kind, ANN.id, nonce],
    [kind, ANN.id, nonce, ""],
    [kind, ANN.id, nonce, signature, ""],
    ["admin", ANN.id, nonce, sign(derivedKeys([SECRET], "plainlist/form-token"), "")],
  ];
  for (const parts of forgeries) assert.equal(tokens.read(parts.join(".")), null, parts.join("."));
});

it("rejects a signature made with another secret or for another purpose", () => {
  const [kind, id, nonce] = tokens.issue(ANN).split(".");
  const signed = `${kind}.${id}.${nonce}`;
  const flash = sign(derivedKeys([SECRET], "plainlist/flash"), signed);
  assert.equal(tokens.read(`${signed}.${flash}`), null);
  assert.equal(tokens.read(new CsrfTokens([NEWER]).issue(ANN)), null);
});

it("accepts a token signed with an older secret that is still listed", () => {
  const token = tokens.issue(ANN);
  const rotated = new CsrfTokens([NEWER, SECRET]);
  assert.deepEqual(rotated.read(token), ANN);
  assert.equal(new CsrfTokens([NEWER]).read(token), null);
  assert.equal(tokens.read(rotated.issue(ANN)), null);
});

it("never throws for any value", () => {
  const parts = fc.array(anyText, { maxLength: 5 });
  const sent = fc.oneof(
    fc.anything(),
    parts.map((texts) => ["session", ...texts].join(".")),
  );
  fc.assert(fc.property(sent, (token) => assert.equal(tokens.read(token), null)));
  assert.equal(tokens.read([tokens.issue(ANN)]), null);
});
