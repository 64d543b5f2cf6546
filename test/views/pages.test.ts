/** What single pages show, and the sizes of pages and the stylesheet. */
import assert from "node:assert/strict";
import { it } from "node:test";
import express from "express";
import request from "supertest";
import { EMPTY_TASK } from "../../src/forms/task_values.ts";
import { assets, render } from "./rendered.ts";
import { row } from "./sample_parts.ts";
import { EVERYDAY, HOSTILE, sample } from "./samples.ts";

it("escapes hostile text", () => {
  const html = render("tasks/show", sample("tasks/show", HOSTILE));
  assert.ok(html.includes("&#34;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; ]]&gt;"));
});

it("shows the number of errors in the title", () => {
  const model = sample("tasks/new", "New task");
  const fine = render("tasks/new", { ...model, page: { ...model.page, flash: null } });
  assert.match(fine, /<title>New task &#8211; Plainlist<\/title>/);
  const wrong = render("tasks/new", sample("tasks/new", "New task", 1));
  const problems = Object.keys(EMPTY_TASK).length;
  const title = `<title>Error: ${problems} problems &#8211; New task &#8211; Plainlist</title>`;
  assert.ok(problems >= 17 && wrong.includes(title));
  const add = render("dashboard/show", sample("dashboard/show", "Today", 3));
  assert.match(add, /<title>Error: 1 problem &#8211; Today &#8211; Plainlist/);
});

it("starts the title with the flash message, for screen readers and text browsers", () => {
  const html = render("tasks/index", sample("tasks/index", "Pay rent", 1));
  assert.match(html, /<title>Error: 1 problem/);
  const fine = render("tasks/show", sample("tasks/show", "Pay rent", 2));
  assert.match(fine, /<title>Pay rent &#8211; Plainlist<\/title>/);
  const done = render("lists/index", sample("lists/index", "Pay rent"));
  assert.match(done, /<title>Added Pay rent &#8211; Pay rent &#8211; Plainlist<\/title>/);
});

it("puts the wanted state in the name of each row's button, since not every browser has formaction", () => {
  const html = render("tasks/index", sample("tasks/index", "Pay rent"));
  assert.match(
    html,
    /<span class=box id=b1>.*<button type=submit name=complete-1 aria-labelledby="b1 a1">Complete</,
  );
  assert.match(
    html,
    /<span class=box id=b7>.*<button type=submit name=reopen-7 aria-labelledby="b7 a7">Reopen</,
  );
  assert.ok(!html.includes("formaction"));
  assert.doesNotMatch(html, /name="done"/);
});

it("makes Enter press no row's button in a list's form, and save in a task's form", () => {
  for (const name of ["dashboard/show", "tasks/index", "tasks/show"] as const) {
    const html = render(name, sample(name, "Pay rent"));
    const form = html.split('action="/tasks/bulk"')[1] ?? "";
    const [first = ""] = /<button[^>]*>/.exec(form) ?? [];
    assert.match(first, / name="action" value="typed" .* hidden>$/, name);
  }
  const form = render("tasks/edit", sample("tasks/edit", "Pay rent"));
  assert.ok(form.indexOf(">Save</button>") < form.indexOf('name="preview"'));
  assert.ok(
    form.indexOf("<button", form.indexOf("<form")) ===
      form.lastIndexOf("<button", form.indexOf(">Save<")),
  );
});

it("puts one token in the bulk form, and offers to select all tasks", () => {
  const html = render("tasks/index", sample("tasks/index", "Pay rent"));
  const [form = ""] = (html.split('action="/tasks/bulk"')[1] ?? "").split("</form>");
  assert.equal(form.split('name="_csrf"').length, 2);
  assert.match(form, /<input type="checkbox" id="all" name="all" value="1">/);
  assert.match(form, /<input type="hidden" name="count" value="214">/);
});

it("marks the current page in the navigation, and shows it without counts on an error page", () => {
  const html = render("dashboard/show", sample("dashboard/show", "Today"));
  assert.match(html, /<a href="\/dashboard" aria-current="page">/);
  assert.equal(html.split("aria-current").length, 2);
  const lost = render("errors/show", sample("errors/show", "x"));
  assert.match(lost, /<a href="\/inbox">/);
  assert.ok(!lost.includes("aria-current"));
});

it("posts the defaults of its page with quick add", () => {
  const html = render("tasks/index", sample("tasks/index", "errand"));
  const [form = ""] = (html.split('<form class="quick')[1] ?? "").split("</form>");
  const sent = [...form.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [
    name,
    value,
  ]);
  assert.deepEqual(Object.fromEntries(sent), {
    _csrf: "errand",
    quick: "1",
    request_key: "errand",
    return_to: "/lists/1",
    list: "1",
    due_on: "2026-11-20",
    tag: "errand",
    priority: "high",
  });
});

it("keeps line breaks at the beginning of a textarea", () => {
  const model = sample("tasks/edit", "x");
  model.fields.form.values.description = "\n\nTwo breaks first";
  const html = render("tasks/edit", model);
  // Browsers drop the first line break.
  assert.match(html, /<textarea[^>]*>\n\n\nTwo breaks first<\/textarea>/);
});

it("marks the differences on the conflict page", () => {
  const model = sample("tasks/conflict", "x");
  const [yours, saved] = ["Second round of sketches", "Third round of sketches"];
  const isUntouched = { yours: false, saved: true };
  model.fields = [{ field: "title", label: "Title", yours, saved, isUntouched, isText: false }];
  const html = render("tasks/conflict", model);
  assert.match(html, /Title <small>\(as it was\)<\/small><\/dt> <dd dir="auto">.*Third/);
  assert.equal(html.match(/as it was\)<\/small>/g)?.length, 1);
  assert.match(html, /<mark>.*Second.*<\/mark> round of sketches/);
  assert.match(html, /<mark>.*Third.*<\/mark> round of sketches/);
});

it("renders an error page without a token, and thus without a form that is posted, identically each time", () => {
  const model = sample("errors/show", "x");
  const html = render("errors/show", model);
  assert.equal(render("errors/show", model), html);
  assert.ok(!/<form[^>]*\bmethod="post"/.test(html));
  assert.ok(!html.includes('name="_csrf"'));
});

it("does not render a password", () => {
  const model = sample("auth/signup", "x");
  model.form.values.password = "open sesame";
  assert.ok(!render("auth/signup", model).includes("open sesame"));
});

it("keeps pages and the stylesheet within their size limits", async () => {
  const model = sample("dashboard/show", EVERYDAY);
  model.next = [];
  model.toDo.rows = Array.from({ length: 100 }, (_, index) =>
    row(1000 + index, "Buy oats, lemons and a card for Tomás", {
      hasNotes: index % 2 === 0,
      priority: index % 4,
      list: index % 2 === 0 ? { id: 1, name: "Home", colour: "moss" } : null,
      tags: index % 3 === 0 ? ["errand"] : [],
    }),
  );
  const size = Buffer.byteLength(render("dashboard/show", model));
  assert.ok(size <= 50_000, `${size} bytes`);
  const css = request(express().use(assets.handler)).get(assets.url("plainlist.css"));
  const { headers } = await css.set("Accept-Encoding", "gzip");
  assert.equal(headers["content-encoding"], "gzip");
  assert.ok(Number(headers["content-length"]) <= 15_000);
});
