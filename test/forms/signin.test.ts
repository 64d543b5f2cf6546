/** The sign-in form: it reports missing fields and nothing else. */
import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { parseSignin } from "../../src/forms/signin.ts";
import { anyBody } from "../support/arbitraries.ts";

it("normalizes the address and leaves the password as it is", () => {
  assert.deepEqual(parseSignin({ email: " Ann@Example.ORG\t", password: "  Pass Word 🙂 " }), {
    ok: true,
    value: { email: "ann@example.org", password: "  Pass Word 🙂 " },
  });
});

it("reports missing fields", () => {
  const email = "Email is required";
  const password = "Password is required";
  const cases: [unknown, object][] = [
    [undefined, { email, password }],
    [{}, { email, password }],
    [
      { email: "", password: "" },
      { email, password },
    ],
    [{ email: " \u200b\u00a0", password: "x" }, { email }],
    [{ email: "ann@example.org" }, { password }],
    [{ email: "ann@example.org", password: null }, { password }],
    [
      { email: ["ann@example.org"], password: ["x"] },
      { email, password },
    ],
    [
      { email: { a: 1 }, password: 12345678 },
      { email, password },
    ],
  ];
  for (const [body, errors] of cases) {
    const result = parseSignin(body);
    assert.equal(result.ok, false);
    assert.deepEqual(!result.ok && result.errors, errors);
  }
});

it("does not validate the address or the password", () => {
  for (const email of ["nobody", "a@b", "x".repeat(5_000), "<script>"]) {
    assert.equal(parseSignin({ email, password: "x" }).ok, true);
  }
  for (const password of ["1", " ", "password", "x".repeat(5_000), "\0"]) {
    assert.equal(parseSignin({ email: "ann@example.org", password }).ok, true);
  }
});

it("returns the address as typed, and never the password", () => {
  const result = parseSignin({ email: " Ann@Example.org ", password: "" });
  assert.deepEqual(!result.ok && result.values, { email: " Ann@Example.org ", password: "" });
});

it("returns exactly two fields, or errors, for any body", () => {
  fc.assert(
    fc.property(anyBody("email", "password"), (body) => {
      const result = parseSignin(body);
      if (result.ok) {
        assert.deepEqual(Object.keys(result.value).sort(), ["email", "password"]);
        assert.equal(result.value.password, (body as { password: string }).password);
        assert.equal(result.value.email, result.value.email.trim().toLowerCase());
        return;
      }
      assert.ok(Object.keys(result.errors).length > 0);
      assert.equal(result.values.password, "");
    }),
  );
});
