/** Every template with everyday and with hostile text: whole, safe, labelled, without script. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it } from "node:test";
import express from "express";
import { parse as parseDocument } from "node-html-parser";
import request from "supertest";
import { FormTable } from "../../src/http/form_table.ts";
import { keepableFields } from "../../src/http/resubmit.ts";
import { PAGE_ROUTES } from "../../src/routes.ts";
import { loadAssets } from "../../src/views/assets.ts";
import { createRenderer } from "../../src/views/engine.ts";
import type { Views } from "../../src/views/models.ts";
import { fieldsOfForm } from "../support/browser.ts";
import { type Element, parse } from "./html.ts";
import { row } from "./sample_parts.ts";
import { EVERYDAY, HOSTILE, LONG, RIGHT_TO_LEFT, sample, samples } from "./samples.ts";

const ROOT = join(import.meta.dirname, "../..");
const assets = loadAssets(join(ROOT, "public"));
const render = createRenderer({ dir: join(ROOT, "views"), watch: false, assets });

const TEXTS = {
  everyday: EVERYDAY,
  hostile: HOSTILE,
  long: LONG,
  "right-to-left": RIGHT_TO_LEFT,
};

for (const [kind, text] of Object.entries(TEXTS)) {
  describe(`with ${kind} text`, () => {
    for (const { name, html } of pages(text)) {
      it(name, () => {
        const elements = parse(html);
        assert.doesNotMatch(html, /undefined|\[object|NaN/);
        assert.ok(!html.includes("<script"), "no script");
        checkIds(elements);
        checkForms(elements, html);
        checkOutline(elements);
      });
    }
  });
}

const FORMS = new FormTable(PAGE_ROUTES);

it("posts no field that would not come back with a form that could not be taken", () => {
  const lost = new Set<string>();
  // The confirmation itself shows what any form declares.
  const others = pages(EVERYDAY).filter(({ name }) => !name.startsWith("forms/confirm"));
  for (const { html } of others) {
    for (const form of parseDocument(html).querySelectorAll('form[method="post"]')) {
      const action = form.getAttribute("action") ?? "";
      const fields = fieldsOfForm(form);
      for (const field of form.querySelectorAll("[name]")) {
        const name = field.getAttribute("name") ?? "";
        const declared = FORMS.find(action, fields);
        if (!(name in keepableFields({ [name]: "x" }, declared))) lost.add(`${action} ${name}`);
      }
    }
  }
  // A token is made anew, and a password is never kept.
  const names = [...lost].map((name) => name.split(" ").at(-1) ?? "");
  assert.deepEqual([...new Set(names)].sort(), ["_csrf", "password"], [...lost].join(", "));
});

it("shows hostile text as it was typed", () => {
  const html = render("tasks/show", sample("tasks/show", HOSTILE));
  assert.ok(html.includes("&#34;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; ]]&gt;"));
});

it("counts the errors in the title", () => {
  const model = sample("tasks/new", "New task");
  const fine = render("tasks/new", { ...model, page: { ...model.page, flash: null } });
  assert.match(fine, /<title>New task &#8211; Plainlist<\/title>/);
  const wrong = render("tasks/new", sample("tasks/new", "New task", 1));
  assert.match(wrong, /<title>Error: 17 problems &#8211; New task &#8211; Plainlist<\/title>/);
  const add = render("dashboard/show", sample("dashboard/show", "Today", 3));
  assert.match(add, /<title>Error: 1 problem &#8211; Today &#8211; Plainlist/);
});

it("says in the title first what has just happened, for screen readers and text browsers", () => {
  const html = render("tasks/index", sample("tasks/index", "Pay rent", 1));
  assert.match(html, /<title>Error: 1 problem/);
  const fine = render("tasks/show", sample("tasks/show", "Pay rent", 2));
  assert.match(fine, /<title>Pay rent &#8211; Plainlist<\/title>/);
  const done = render("lists/index", sample("lists/index", "Pay rent"));
  assert.match(done, /<title>Added Pay rent &#8211; Pay rent &#8211; Plainlist<\/title>/);
});

it("names the wanted state in each row's button, since not every browser knows formaction", () => {
  const html = render("tasks/index", sample("tasks/index", "Pay rent"));
  assert.match(
    html,
    /<span class="mark" id="b1">.*<button name="complete-1" aria-labelledby="b1 a1">Complete</,
  );
  assert.match(
    html,
    /<span class="mark" id="b7">.*<button name="reopen-7" aria-labelledby="b7 a7">Reopen</,
  );
  assert.ok(!html.includes("formaction"));
  assert.doesNotMatch(html, /name="done"/);
});

it("lets Enter in a list's form do nothing, and in a task's form save", () => {
  for (const name of ["dashboard/show", "tasks/index", "tasks/show"] as const) {
    const html = render(name, sample(name, "Pay rent"));
    const form = html.split('action="/tasks/bulk"')[1] ?? "";
    const [first = ""] = /<button[^>]*>/.exec(form) ?? [];
    assert.match(first, / disabled hidden>$/, name);
  }
  const form = render("tasks/edit", sample("tasks/edit", "Pay rent"));
  assert.ok(form.indexOf(">Save</button>") < form.indexOf('name="preview"'));
  assert.ok(
    form.indexOf("<button", form.indexOf("<form")) ===
      form.lastIndexOf("<button", form.indexOf(">Save<")),
  );
});

it("gives a form for many rows one token, and offers all that match", () => {
  const html = render("tasks/index", sample("tasks/index", "Pay rent"));
  const [form = ""] = (html.split('action="/tasks/bulk"')[1] ?? "").split("</form>");
  assert.equal(form.split('name="_csrf"').length, 2);
  assert.match(form, /<input type="checkbox" id="all" name="all" value="1">/);
  assert.match(form, /<input type="hidden" name="count" value="214">/);
});

it("says which place is the current one, and shows the way about without counts on an error", () => {
  const html = render("dashboard/show", sample("dashboard/show", "Today"));
  assert.match(html, /<a href="\/dashboard" aria-current="page">/);
  assert.equal(html.split("aria-current").length, 2);
  const lost = render("errors/show", sample("errors/show", "x"));
  assert.match(lost, /<a href="\/inbox">/);
  assert.ok(!lost.includes("aria-current"));
});

it("gives quick add what its page goes without saying", () => {
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
  });
});

it("keeps a line break at the very beginning of a text", () => {
  const model = sample("tasks/edit", "x");
  model.fields.form.values.description = "\n\nTwo breaks first";
  const html = render("tasks/edit", model);
  // The parser drops one of the three.
  assert.match(html, /<textarea[^>]*>\n\n\nTwo breaks first<\/textarea>/);
});

it("marks what differs on the conflict page", () => {
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

it("is the same page each time, without a form, when there is no form token", () => {
  const model = sample("errors/show", "x");
  const html = render("errors/show", model);
  assert.equal(render("errors/show", model), html);
  assert.ok(!html.includes("<form"));
});

it("never sends a password back", () => {
  const model = sample("auth/signup", "x");
  model.form.values.password = "open sesame";
  assert.ok(!render("auth/signup", model).includes("open sesame"));
});

it("stays within its sizes", async () => {
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

function pages(text: string): { name: string; html: string }[] {
  return Object.entries(samples(text)).flatMap(([name, models]) =>
    models.map((model, index) => ({
      name: `${name} ${index + 1}`,
      html: render(name as keyof Views, model as Views[keyof Views]),
    })),
  );
}

function checkIds(elements: Element[]): void {
  const ids = elements.flatMap(({ attributes }) => attributes.get("id") ?? []);
  assert.equal(new Set(ids).size, ids.length, "an id stands twice");
  const refers = ["for", "aria-labelledby", "aria-describedby", "popovertarget"];
  for (const { attributes } of elements) {
    const href = attributes.get("href") ?? "";
    const here = href.startsWith("#") ? [href.slice(1)] : [];
    const named = refers.flatMap((name) => attributes.get(name)?.split(" ") ?? []);
    for (const id of [...here, ...named]) assert.ok(ids.includes(id), `nothing has the id ${id}`);
  }
}

function checkForms(elements: Element[], html: string): void {
  const posts = html
    .split("<form")
    .slice(1)
    .filter((form) => form.includes('method="post"'));
  for (const form of posts) assert.match(form.replace(/<\/form>.*/s, ""), /name="_csrf"/);
  const labelled = new Set(elements.map(({ attributes }) => attributes.get("for")));
  for (const { name, attributes } of elements) {
    for (const attribute of attributes.keys()) {
      assert.ok(!/^on|^style$|^maxlength$/.test(attribute), `${name} has ${attribute}`);
    }
    const isTyped = name === "input" && attributes.get("type") !== "hidden";
    if (isTyped || name === "textarea" || name === "select") {
      const has = labelled.has(attributes.get("id")) || attributes.has("aria-labelledby");
      assert.ok(has, `${attributes.get("name")} has no label`);
    }
    // A row's own button is meant to submit, and there are a hundred of them.
    const isRow = /^(complete|reopen)-\d+$/.test(attributes.get("name") ?? "");
    if (name === "button") assert.ok(attributes.has("type") || isRow);
  }
}

function checkOutline(elements: Element[]): void {
  const names = elements.map(({ name }) => name);
  assert.equal(names.filter((name) => name === "h1").length, 1);
  assert.equal(names.filter((name) => name === "main").length, 1);
  assert.equal(elements[0]?.attributes.get("lang"), "en");
}
