/** The syntax of e-mail addresses. */
import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { isEmail } from "../../src/forms/email.ts";
import { anyText } from "../support/arbitraries.ts";

const LABEL = "a".repeat(63);

it("accepts what RFC 5322 and the domain name system allow", () => {
  const addresses = [
    "ann@example.org",
    "ann.b.c@example.co.uk",
    "ann+todo@sub.example.org",
    "o'brien@example.ie",
    "!#$%&'*+-/=?^_`{|}~@example.org",
    "a@b.cd",
    "1@2.3d",
    "ann@xn--bcher-kva.example",
    '"ann b"@example.org',
    '"ann@home"@example.org',
    '"an\\"n"@example.org',
    `${"a".repeat(64)}@example.org`,
    `ann@${LABEL}.org`,
    `${"a".repeat(64)}@${LABEL}.${LABEL}.${"a".repeat(57)}.org`,
  ];
  for (const address of addresses) assert.equal(isEmail(address), true, address);
  assert.equal(addresses.at(-1)?.length, 254);
});

it("rejects everything else", () => {
  const addresses = [
    "",
    "ann",
    "@",
    "@example.org",
    "ann@",
    "ann@example",
    "ann@localhost",
    "ann@.org",
    "ann@example.",
    "ann@example..org",
    "ann@-example.org",
    "ann@example-.org",
    "ann@exa_mple.org",
    "ann@192.0.2.1",
    "ann@[192.0.2.1]",
    "ann b@example.org",
    "ann@exam ple.org",
    " ann@example.org",
    "ann@example.org ",
    ".ann@example.org",
    "ann.@example.org",
    "an..n@example.org",
    "ann@home@example.org",
    "ann,bob@example.org",
    "ann@example.org,bob@example.org",
    "Ann <ann@example.org>",
    "<ann@example.org>",
    "mailto:ann@example.org?bcc=bob@example.org",
    'an"n@example.org',
    '"an"n"@example.org',
    '""@example.org',
    "ann@example.org\nbcc: bob@example.org",
    "ann\0@example.org",
    "änn@example.org",
    "ann@bücher.example",
    "ann@exаmple.org",
    "ann@example.org\u200b",
    `${"a".repeat(65)}@example.org`,
    `ann@${LABEL}a.org`,
    `${"a".repeat(64)}@${LABEL}.${LABEL}.${"a".repeat(58)}.org`,
  ];
  for (const address of addresses) assert.equal(isEmail(address), false, address);
});

it("accepts every ordinary address", () => {
  fc.assert(
    fc.property(fc.emailAddress(), (address) => assert.equal(isEmail(address.toLowerCase()), true)),
  );
});

it("accepts only ASCII with a domain after the last @, in linear time", () => {
  const joined = fc.tuple(anyText, anyText).map(([local, domain]) => `${local}@${domain}.org`);
  fc.assert(
    fc.property(fc.oneof(anyText, joined), (address) => {
      if (!isEmail(address)) return;
      assert.match(address, /^[\x20-\x7e]{1,64}@[a-z0-9.-]+$/);
      assert.ok(address.length <= 254);
    }),
    { numRuns: 500 },
  );
  const long = [
    `${"a.".repeat(50_000)}@example.org`,
    `"${"\\a".repeat(50_000)}`,
    `a@${"a-".repeat(50_000)}`,
  ];
  for (const address of long) assert.equal(isEmail(address), false);
});
