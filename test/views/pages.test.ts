/** Every template with everyday and with hostile text: whole, safe, labelled, without script. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import { loadAssets } from "../../src/views/assets.ts";
import { createRenderer } from "../../src/views/engine.ts";
import type { Views } from "../../src/views/models.ts";
import { type Element, parse } from "./html.ts";
import { EVERYDAY, HOSTILE, sample, samples } from "./samples.ts";

const ROOT = join(import.meta.dirname, "../..");
const assets = loadAssets(join(ROOT, "public"));
const render = createRenderer({ dir: join(ROOT, "views"), watch: false, assets });

for (const [kind, text] of Object.entries({ everyday: EVERYDAY, hostile: HOSTILE })) {
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

it("shows hostile text as it was typed", () => {
  const html = render("tasks/show", sample("tasks/show", HOSTILE));
  assert.ok(html.includes("&#34;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; ]]&gt;"));
});

it("says in the title how much is to be mended", () => {
  const model = sample("tasks/new", "New task");
  const fine = render("tasks/new", { ...model, page: { ...model.page, flash: null } });
  assert.match(fine, /<title>New task – Plainlist<\/title>/);
  const wrong = render("tasks/new", sample("tasks/new", "New task", 1));
  assert.match(wrong, /<title>Error: 2 problems – New task – Plainlist<\/title>/);
  const add = render("dashboard/show", sample("dashboard/show", "Today", 3));
  assert.match(add, /<title>Error: 1 problem – Today – Plainlist/);
});

it("says in the title first what has just happened, for screen readers and text browsers", () => {
  const html = render("tasks/index", sample("tasks/index", "Pay rent"));
  assert.match(html, /<title>Completed Pay rent – Pay rent – Plainlist<\/title>/);
});

it("names the wanted state in each row's button, for browsers without formaction too", () => {
  const html = render("tasks/index", sample("tasks/index", "Pay rent"));
  assert.match(html, /name="complete-1" formaction="\/tasks\/1\/completion"/);
  assert.match(html, /name="reopen-3" formaction="\/tasks\/3\/completion"/);
  assert.doesNotMatch(html, /name="done"/);
});

it("keeps a line break at the very beginning of a text", () => {
  const model = sample("tasks/edit", "x");
  model.form.values.description = "\n\nTwo breaks first";
  const html = render("tasks/edit", model);
  // The parser drops one of the three.
  assert.match(html, /<textarea[^>]*>\n\n\nTwo breaks first<\/textarea>/);
});

it("marks what differs on the conflict page", () => {
  const model = sample("tasks/conflict", "x");
  model.yours.title = "Second round of sketches";
  model.saved.title = "Third round of sketches";
  const html = render("tasks/conflict", model);
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

it("stays within its sizes", () => {
  const model = sample("dashboard/show", EVERYDAY);
  model.pending = Array.from({ length: 100 }, (_, index) => ({
    id: 1000 + index,
    title: "Buy oats, lemons, washing powder and a card for Tomás",
    done: false,
    hasNotes: index % 2 === 0,
    completedAt: null,
  }));
  assert.ok(Buffer.byteLength(render("dashboard/show", model)) <= 50_000);
  const css = readFileSync(join(ROOT, "public/plainlist.css"));
  assert.ok(gzipSync(css, { level: 9 }).length <= 15_000);
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
    if (name === "textarea" || (name === "input" && attributes.get("type") !== "hidden")) {
      assert.ok(labelled.has(attributes.get("id")), `${attributes.get("name")} has no label`);
    }
    if (name === "button") assert.ok(attributes.has("type"));
  }
}

function checkOutline(elements: Element[]): void {
  const names = elements.map(({ name }) => name);
  assert.equal(names.filter((name) => name === "h1").length, 1);
  assert.equal(names.filter((name) => name === "main").length, 1);
  assert.equal(elements[0]?.attributes.get("lang"), "en");
}
