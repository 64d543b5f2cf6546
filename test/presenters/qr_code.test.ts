/** QR codes, read back by a decoder from what the page draws. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { keyUri, newKey } from "../../src/auth/one_time_codes.ts";
import { qrCode } from "../../src/presenters/qr_code.ts";
import { readQrCode } from "../support/qr_code.ts";

it("draws what a phone reads", () => {
  for (const account of [
    "a@b.co",
    "maren@holt.studio",
    `${"long".repeat(15)}@${"x".repeat(180)}.org`,
  ]) {
    const uri = keyUri(newKey(), { issuer: "Plainlist (todo.example.org)", account });
    assert.equal(readQrCode(qrCode(uri)), uri);
  }
});

it("leaves four modules free on each side", () => {
  const { size, path } = qrCode("https://example.org");
  const edges = [...path.matchAll(/M(\d+) (\d+)h(\d+)v1h-(\d+)z/g)].map((run) => {
    const [x = 0, y = 0, width = 0, back = 0] = run.slice(1).map(Number);
    assert.equal(width, back);
    return { x, y, end: x + width };
  });
  assert.equal(Math.min(...edges.map(({ x }) => x)), 4);
  assert.equal(Math.min(...edges.map(({ y }) => y)), 4);
  assert.equal(Math.max(...edges.map(({ end }) => end)), size - 4);
  assert.equal(Math.max(...edges.map(({ y }) => y)), size - 5);
  assert.match(path, /^(M\d+ \d+h\d+v1h-\d+z)+$/);
});
