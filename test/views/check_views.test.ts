/** The template checker: it accepts our templates and reports the line of each error. */
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, it } from "node:test";
import { type Complaint, checkViews } from "../../src/commands/check_views.ts";

const VIEWS = join(import.meta.dirname, "../../views");

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
/** The complaints about our templates with all of these errors added. */
let complaints: Complaint[];
/** The line with a misspelt property. */
let misspeltLine: number;

before(() => {
  const dir = mkdtempSync(join(tmpdir(), "plainlist-broken-"));
  cpSync(VIEWS, dir, { recursive: true });
  // A line before each, since TypeScript may report an error on the line before it.
  const errors = Object.values(broken).map(([template]) => `<p>\n${template}`);
  writeFileSync(join(dir, "tasks/index.ejs"), `${errors.join("\n")}\n`);
  const path = join(dir, "forms/confirm.ejs");
  const right = readFileSync(path, "utf8");
  const wrong = right.replace("<%= view.heading %></h1>", "<%= view.headng %></h1>");
  misspeltLine = wrong.split("\n").findIndex((text) => text.includes("headng")) + 1;
  writeFileSync(path, wrong);
  rmSync(join(dir, "errors/show.ejs"));
  writeFileSync(join(dir, "partials/odd.ejs"), "<p>");
  complaints = checkViews(dir);
  rmSync(dir, { recursive: true });
});

it("accepts our templates", () => {
  assert.deepEqual(checkViews(VIEWS), []);
});

it("reports a misspelt property with its line in the template", () => {
  const [complaint, ...others] = complaints.filter(
    ({ file }) => file === "views/forms/confirm.ejs",
  );
  assert.deepEqual(others, []);
  assert.equal(complaint?.line, misspeltLine);
  assert.match(complaint?.message ?? "", /'headng' does not exist/);
});

it("reports each of many errors with its line", () => {
  const found = complaints.filter(({ file }) => file === "views/tasks/index.ejs");
  let line = 1;
  for (const [what, [template, message]] of Object.entries(broken)) {
    const length = template.split("\n").length;
    const own = found.filter((one) => one.line > line && one.line <= line + length);
    assert.ok(own.length > 0, `not reported: ${what}`);
    for (const { message: reported } of own) assert.match(reported, message, what);
    line += length + 1;
  }
});

it("requires a template for each model and a model for each template", () => {
  const messages = complaints.map(({ message }) => message);
  assert.ok(messages.some((message) => message.includes('"errors/show"')));
  assert.ok(messages.some((message) => message.includes('"partials/odd"')));
});
