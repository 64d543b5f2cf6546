/** Codes of an authenticator app, as RFC 6238 computes them. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { codeAt, keyText, keyUri, newKey, stepOf } from "../../src/auth/one_time_codes.ts";

/** The key of RFC 6238, appendix B. */
const KEY = Buffer.from("12345678901234567890");
/** Its codes for SHA-1, of which apps show the last six digits. */
const VECTORS = [
  ["1970-01-01T00:00:59Z", "94287082", 0x1],
  ["2005-03-18T01:58:29Z", "07081804", 0x23523ec],
  ["2005-03-18T01:58:31Z", "14050471", 0x23523ed],
  ["2009-02-13T23:31:30Z", "89005924", 0x273ef07],
  ["2033-05-18T03:33:20Z", "69279037", 0x3f940aa],
  ["2603-10-11T11:33:20Z", "65353130", 0x27bc86aa],
] as const;

describe("the vectors of the RFC", () => {
  for (const [time, digits, step] of VECTORS) {
    it(time, () => {
      const code = digits.slice(2);
      assert.equal(codeAt(KEY, new Date(time)), code);
      assert.equal(stepOf(KEY, code, new Date(time)), step);
    });
  }
});

it("allows for a clock that is one step ahead or behind, and says of which step the code is", () => {
  const now = new Date("2026-11-27T12:00:15Z");
  const step = now.getTime() / 30_000;
  const at = (steps: number) => codeAt(KEY, new Date(now.getTime() + steps * 30_000));
  const found = [-3, -2, -1, 0, 1, 2, 3].map((steps) => stepOf(KEY, at(steps), now));
  const whole = Math.floor(step);
  assert.deepEqual(found, [null, null, whole - 1, whole, whole + 1, null, null]);
});

it("makes keys of 160 bits that are all different", () => {
  const keys = Array.from({ length: 100 }, () => newKey().toString("hex"));
  assert.equal(new Set(keys).size, 100);
  assert.ok(keys.every((key) => key.length === 40));
});

it("writes a key in base 32, in groups of four, for a person to type", () => {
  assert.equal(keyText(KEY), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
});

it("names the account and the site in the address for the app", () => {
  const named = { issuer: "Plainlist (todo.example.org)", account: "ann+1@example.org" };
  const uri = new URL(keyUri(KEY, named));
  assert.equal(uri.protocol, "otpauth:");
  assert.match(uri.href, /^otpauth:\/\/totp\//);
  assert.equal(
    decodeURIComponent(uri.pathname.split("/").at(-1) ?? ""),
    "Plainlist (todo.example.org):ann+1@example.org",
  );
  assert.deepEqual(Object.fromEntries(uri.searchParams), {
    ...{ issuer: named.issuer, secret: keyText(KEY).replaceAll(" ", "") },
    ...{ algorithm: "SHA1", digits: "6", period: "30" },
  });
});
