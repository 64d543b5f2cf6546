/** Where to go on to: a path of this app, in whatever spelling somebody tries to lead elsewhere. */
import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { safeReturnTo } from "../../src/http/return_to.ts";
import { anyText } from "../support/arbitraries.ts";

const HERE = "https://todo.example.org";

it("goes on to a path of this app, with its query and its place on the page", () => {
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

it("leads nowhere else, in any spelling", () => {
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

it("leads nowhere when it is no text", () => {
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

it("stays here, whatever is sent: as a browser reads it, and as a header", () => {
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
      assert.equal(new URL(safe, HERE).origin, HERE);
      assert.equal(
        new URL(safe, "http://127.0.0.1:3000/auth/signin").origin,
        "http://127.0.0.1:3000",
      );
      assert.ok(!safe.startsWith("//") && !safe.includes("\\"));
      // It goes through the form and comes back.
      assert.equal(safeReturnTo(safe), safe);
    }),
    { numRuns: 1_000 },
  );
});
