/** The checker of templates: content with ours, and pointing at the line of what is broken. */

import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, it } from "node:test";
import { checkViews } from "../../src/commands/check_views.ts";

const VIEWS = join(import.meta.dirname, "../../views");
let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "plainlist-broken-"));
  cpSync(VIEWS, dir, { recursive: true });
});
afterEach(() => rmSync(dir, { recursive: true }));

it("finds nothing in our templates", () => {
  assert.deepEqual(checkViews(VIEWS), []);
});

it("points at a misspelt property in the template's own line", () => {
  const path = join(dir, "tasks/index.ejs");
  const lines = readFileSync(path, "utf8").split("\n");
  const line = lines.findIndex((text) => text.includes("<h1 ")) + 1;
  writeFileSync(
    path,
    lines.join("\n").replace("<%= view.heading %></h1>", "<%= view.headng %></h1>"),
  );
  const [complaint, ...others] = checkViews(dir);
  assert.deepEqual(others, []);
  assert.equal(complaint?.file, "views/tasks/index.ejs");
  assert.equal(complaint?.line, line);
  assert.match(complaint?.message ?? "", /'headng' does not exist/);
});

const broken: Record<string, [template: string, message: RegExp]> = {
  "a value that may be null": [`<%= view.nextHref %>`, /'string \| null' is not assignable/],
  "an include without its model": [`<%- include("partials/task", {}) %>`, /'row' is missing/],
  "an include that is not there": [`<%- include("partials/tsk", {}) %>`, /"partials\/tsk"/],
  "text that is not escaped": [`<%- view.heading %>`, /'IncludeOrBody'/],
  "an include that is escaped": [
    `<%= include("partials/lines", { text: "" }) %>`,
    /'IncludeOrBody'/,
  ],
  "a name outside of view": [`<%= heading %>`, /Cannot find name 'heading'/],
  "a model that is changed": [`<% view.page.title = "x"; %>`, /must not change its model/],
  "a script": [`<script src="x.js"></script>`, /no script/],
  "an event handler": [`<p\n onclick="x()">`, /no script/],
  "a style": [`<p style="color: red">`, /no inline style/],
  "a script address": [`<a href="javascript:x()">`, /no script/],
};
it("refuses each of many faults, in its own line", () => {
  // A line before each, since a fault may begin on the one or the other of two.
  const lines = Object.values(broken).map(([template]) => `<p>\n${template}`);
  writeFileSync(join(dir, "tasks/index.ejs"), `${lines.join("\n")}\n`);
  const complaints = checkViews(dir);
  let line = 1;
  for (const [what, [template, message]] of Object.entries(broken)) {
    const length = template.split("\n").length;
    const own = complaints.filter((found) => found.line > line && found.line <= line + length);
    assert.ok(own.length > 0, `nothing is said of ${what}`);
    for (const { message: said, file } of own) {
      assert.match(said, message, what);
      assert.equal(file, "views/tasks/index.ejs");
    }
    line += length + 1;
  }
});

it("wants a template for each model and a model for each template", () => {
  rmSync(join(dir, "errors/show.ejs"));
  writeFileSync(join(dir, "partials/odd.ejs"), "<p>");
  const messages = checkViews(dir).map(({ message }) => message);
  assert.ok(messages.some((message) => message.includes('"errors/show"')));
  assert.ok(messages.some((message) => message.includes('"partials/odd"')));
});
