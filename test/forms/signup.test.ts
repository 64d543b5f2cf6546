/** The sign-up form: its limits and messages. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { isCommonPassword } from "../../src/auth/common_passwords.ts";
import { parseSignup, signupRequestKey } from "../../src/forms/signup.ts";
import { isBlank, lengthOf } from "../../src/text.ts";
import { anyBody, textAround } from "../support/arbitraries.ts";

const VALID = { name: "Ann", email: "ann@example.org", password: "violet harbour kettle" };
const OPTIONS = { passwordMinLength: 8 };

/** The errors of a form that is otherwise valid. */
function errorsOf(fields: Record<string, unknown>, options = OPTIONS): Record<string, string> {
  const result = parseSignup({ ...VALID, ...fields }, options);
  return result.ok ? {} : result.errors;
}

it("trims the name, lowercases the address and leaves the password as it is", () => {
  const form = { name: "  Ann Lee ", email: " Ann@Example.ORG ", password: "  violet Harbour  " };
  assert.deepEqual(parseSignup(form, OPTIONS), {
    ok: true,
    value: {
      name: "Ann Lee",
      email: "ann@example.org",
      password: "  violet Harbour  ",
      timeZone: null,
    },
  });
});

it("reports all missing fields at once", () => {
  const all = {
    name: "Name is required",
    email: "Email is required",
    password: "Password is required",
  };
  const empty = { name: "", email: "", password: "" };
  const missing = { name: null, email: undefined, password: null };
  for (const body of [undefined, null, {}, [], "name=Ann", 7, empty, missing]) {
    const result = parseSignup(body, OPTIONS);
    assert.equal(result.ok, false);
    if (result.ok) continue;
    assert.deepEqual(result.errors, all);
    assert.deepEqual(Object.keys(result.errors), ["name", "email", "password"]);
    assert.deepEqual(result.values, { ...empty, time_zone: "" });
  }
});

describe("the name", () => {
  it("is required, and cannot be only invisible characters", () => {
    for (const name of [
      "",
      "   ",
      "\t\r\n",
      "\u00a0\u3000",
      "\u200b\u200d\ufeff",
      "\u202e\u061c",
    ]) {
      assert.deepEqual(errorsOf({ name }), { name: "Name is required" }, JSON.stringify(name));
    }
  });

  it("is 100 characters or less in any script", () => {
    for (const character of ["x", "é", "🙂", "ש", "𝕏", "\0", "\ud800"]) {
      assert.deepEqual(errorsOf({ name: character.repeat(100) }), {}, character);
      const over = errorsOf({ name: character.repeat(101) });
      assert.deepEqual(over, { name: "Name must be 100 characters or less" }, character);
    }
    assert.deepEqual(errorsOf({ name: `   ${"x".repeat(100)}   ` }), {});
    assert.deepEqual(errorsOf({ name: "e\u0301".repeat(50) }), {});
    assert.notDeepEqual(errorsOf({ name: "e\u0301".repeat(51) }), {});
  });
});

describe("the address", () => {
  it("is required", () => {
    for (const email of ["", "  ", "\u200b", "\t\u00a0"]) {
      assert.deepEqual(errorsOf({ email }), { email: "Email is required" });
    }
  });

  it("must be valid", () => {
    const local = "a".repeat(64);
    const domain = `${"b".repeat(63)}.${"c".repeat(63)}.${"d".repeat(57)}`;
    assert.deepEqual(errorsOf({ email: `${local}@${domain}.org` }), {});
    for (const email of [
      "ann",
      "ann@",
      "@example.org",
      "ann@example",
      "a b@c.de",
      `${local}@${domain}x.org`,
    ]) {
      assert.deepEqual(errorsOf({ email }), { email: "Please enter a valid email" }, email);
    }
  });
});

describe("the password", () => {
  it("has at least 8 characters, counted by code point", () => {
    const short = { password: "Password must be at least 8 characters" };
    for (const password of ["x7#qLw2", "🙂🌍🎻🥐🚲🧦🪁", "       ", "\0".repeat(7)]) {
      assert.deepEqual(errorsOf({ password }), short, password);
    }
    for (const password of ["x7#qLw2v", "🙂🌍🎻🥐🚲🧦🪁🌵", " x7#qLw "]) {
      assert.deepEqual(errorsOf({ password }), {}, password);
    }
  });

  it("has at least the configured number of characters", () => {
    const options = { passwordMinLength: 15 };
    const message = "Password must be at least 15 characters";
    assert.deepEqual(errorsOf({ password: "fourteen chars" }, options), { password: message });
    assert.deepEqual(errorsOf({ password: "fifteen chars.." }, options), {});
  });

  it("is 1,024 bytes or less", () => {
    const long = { password: "Password must be 1,024 bytes or less" };
    assert.deepEqual(errorsOf({ password: "ab".repeat(512) }), {});
    assert.deepEqual(errorsOf({ password: "🙂".repeat(256) }), {});
    assert.deepEqual(errorsOf({ password: `${"ab".repeat(512)}c` }), long);
    assert.deepEqual(errorsOf({ password: `${"🙂".repeat(255)}éééx` }), { ...long });
    assert.deepEqual(errorsOf({ password: "x".repeat(100_000) }), long);
  });

  it("is neither common nor invisible", () => {
    const common = { password: "Password is too common" };
    for (const password of [
      ...["password", "12345678", "PassWord1", "qwertyuiop", "iloveyou", "987654321"],
      ...["88888888", "aaaaaaaa", "abcdefgh", "12341234", "plainlist", "Plainlist2026"],
    ]) {
      assert.deepEqual(errorsOf({ password }), common, password);
    }
    for (const password of [" ".repeat(8), "\u200b".repeat(12), "\u00a0".repeat(9)]) {
      assert.deepEqual(errorsOf({ password }), common);
    }
  });

  it("is not the name or the address", () => {
    const own = { password: "Password must not be your name or email" };
    const name = "Annabel Lee";
    for (const password of [
      name,
      name.toUpperCase(),
      " annabel lee ",
      VALID.email,
      " Ann@Example.org",
      "annabel1984",
      "annabel-annabel",
    ]) {
      assert.deepEqual(errorsOf({ name, password }), own, password);
    }
    assert.deepEqual(errorsOf({ name, password: "annabel lee of the sea" }), {});
  });

  it("may contain spaces, any script and control characters", () => {
    for (const password of [
      "correct horse",
      "пароль-из-слов",
      "\tab\0c\ud800defg",
      "e\u0301".repeat(4),
    ]) {
      const result = parseSignup({ ...VALID, password }, OPTIONS);
      assert.equal(result.ok && result.value.password, password);
    }
  });
});

it("rejects values that are not text", () => {
  for (const value of [["Ann"], ["a", "b"], { a: 1 }, 12345678, true, [], {}]) {
    assert.deepEqual(errorsOf({ name: value, email: value, password: value }), {
      name: "Name must be text",
      email: "Please enter a valid email",
      password: "Password must be text",
    });
  }
});

it("returns what was typed, but never the password", () => {
  const form = {
    name: ` ${"x".repeat(101)} `,
    email: " Not An Address ",
    password: "a secret of mine",
  };
  const result = parseSignup(form, OPTIONS);
  assert.deepEqual(!result.ok && result.values, { ...form, password: "", time_zone: "" });
  assert.ok(!JSON.stringify(result).includes("a secret of mine"));
});

it("ignores unknown fields", () => {
  const body = JSON.parse(
    `{"id":"1","is_admin":true,"password_hash":"x","__proto__":{"name":"Eve"},"constructor":"x"}`,
  );
  const result = parseSignup({ ...body, ...VALID }, OPTIONS);
  assert.deepEqual(result, { ok: true, value: { ...VALID, timeZone: null } });
  assert.equal(
    parseSignup(JSON.parse(`{"__proto__":${JSON.stringify(VALID)}}`), OPTIONS).ok,
    false,
  );
});

it("returns errors or a value within the limits for any body", () => {
  const almost = fc.record({
    name: textAround(100),
    email: fc.emailAddress(),
    password: fc.oneof(textAround(8), textAround(1024)),
  });
  fc.assert(
    fc.property(fc.oneof(anyBody("name", "email", "password"), almost), (body) => {
      const result = parseSignup(body, OPTIONS);
      if (!result.ok) {
        assert.ok(Object.keys(result.errors).length > 0);
        assert.equal(result.values.password, "");
        return;
      }
      const { name, email, password, ...others } = result.value;
      assert.deepEqual(others, { timeZone: null });
      assert.ok(lengthOf(name) <= 100 && !isBlank(name) && name === name.trim());
      assert.ok(name.isWellFormed() && !name.includes("\0"));
      assert.match(email, /^[\x21-\x7e ]{1,64}@[a-z0-9.-]+$/);
      assert.ok(email.length <= 254 && email === email.toLowerCase());
      assert.equal(password, (body as typeof VALID).password);
      assert.ok(lengthOf(password) >= 8 && Buffer.byteLength(password) <= 1024);
      assert.ok(!isCommonPassword(password) && !isBlank(password));
    }),
    { numRuns: 300 },
  );
});

it("identifies a sign-up that is posted twice by form, name and address, not by password", () => {
  const key = signupRequestKey("form", VALID);
  assert.equal(signupRequestKey("form", { ...VALID, password: "another" }), key);
  assert.notEqual(signupRequestKey("form", { ...VALID, name: "Bob" }), key);
  assert.notEqual(signupRequestKey("form", { ...VALID, email: "bob@example.org" }), key);
  assert.notEqual(signupRequestKey("another", VALID), key);
  assert.equal(signupRequestKey(undefined, VALID), null);
});
