/** Paths to return to: only within this app, in any spelling. */
import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { safeReturnTo } from "../../src/http/return_to.ts";
import { anyText } from "../support/arbitraries.ts";

const APP_ORIGIN = "https://todo.example.org";

it("accepts paths of this app, with a query and a fragment", () => {
  const paths = [
    "/",
    "/dashboard",
    "/tasks/7/edit",
    "/tasks?status=completed&limit=20&cursor=Wzcs_-",
    "/tasks#t-7",
    "/tasks?q=a%20b&next=https://example.com//x",
    "/tasks/%E2%9C%93",
    "/a:b@c",
  ];
  for (const path of paths) assert.equal(safeReturnTo(path), path);
});

it("rejects other addresses in any spelling", () => {
  const elsewhere = [
    "https://evil.example",
    "http:evil.example",
    "//evil.example",
    "///evil.example",
    "////evil.example/tasks",
    "/\\evil.example",
    "\\/evil.example",
    "\\\\evil.example",
    "/\\/evil.example",
    "/a\\b",
    "/tasks?\\",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/ /evil.example",
    "/\u0000/evil.example",
    "/\u200b/evil.example",
    "/\u3000/evil.example",
    "/.//evil.example",
    "/./\\evil.example",
    "/..//evil.example",
    "/a/..//evil.example",
    "/a/../..//evil.example",
    "/%2e//evil.example",
    "/%2e%2e//evil.example",
    "/a/%2E%2e//evil.example",
    "/a/.%2e//evil.example",
    "javascript:alert(1)",
    "JavaScript:alert(1)//",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "mailto:ann@example.org",
    "evil.example",
    "evil.example/tasks",
    "@evil.example",
    ":80",
    "?q",
    "#top",
    ".",
    "../tasks",
    "/tasks\r\nSet-Cookie: a=b",
    "/tasks\u2028",
    "/täsks",
    "/∕evil.example",
    "/／evil.example",
    "",
    " ",
    `/${"x".repeat(2_000)}`,
  ];
  for (const value of elsewhere) assert.equal(safeReturnTo(value), null, JSON.stringify(value));
});

it("rejects values that are not text", () => {
  for (const value of [
    undefined,
    null,
    7,
    true,
    ["/tasks"],
    ["/tasks", "/"],
    { 0: "/" },
    () => "/",
  ]) {
    assert.equal(safeReturnTo(value), null);
  }
});

it("returns only a valid header value that browsers resolve within this app", () => {
  const part = fc.constantFrom(
    ...["/", "//", "\\", ".", "..", "%2e", "%2f", "%5c", ":", "@", "?", "#", "\t", "\n", " "],
    ...["evil.example", "https:", "javascript:", "tasks", "\u0000", "\u3000", "／"],
  );
  const path = fc.array(part, { maxLength: 8 }).map((parts) => `/${parts.join("")}`);
  fc.assert(
    fc.property(fc.oneof(anyText, path, fc.anything()), (value) => {
      const safe = safeReturnTo(value);
      if (safe === null) return;
      assert.match(safe, /^\/[\x21-\x7e]*$/);
      assert.equal(new URL(safe, APP_ORIGIN).origin, APP_ORIGIN);
      assert.equal(
        new URL(safe, "http://127.0.0.1:3000/auth/signin").origin,
        "http://127.0.0.1:3000",
      );
      assert.ok(!safe.startsWith("//") && !safe.includes("\\"));
      // The sign-in form sends it back.
      assert.equal(safeReturnTo(safe), safe);
    }),
    { numRuns: 1_000 },
  );
});
