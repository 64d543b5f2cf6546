/** The markup of every page with everyday, hostile, long and right-to-left text. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parse as parseDocument } from "node-html-parser";
import { FormTable } from "../../src/http/form_table.ts";
import { keepableFields } from "../../src/http/resubmit.ts";
import { PAGE_ROUTES } from "../../src/routes.ts";
import { fieldsOfForm } from "../support/browser.ts";
import { type Element, parse } from "./html.ts";
import { pages } from "./rendered.ts";
import { EVERYDAY, HOSTILE, LONG, RIGHT_TO_LEFT } from "./samples.ts";

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
        checkLandmarks(html);
      });
    }
  });
}

const FORMS = new FormTable(PAGE_ROUTES);

it("declares every posted field, so that resubmission keeps it", () => {
  const lost = new Set<string>();
  // The confirmation page posts the fields of any form.
  const others = pages(EVERYDAY).filter(({ name }) => !name.startsWith("forms/confirm"));
  for (const { html } of others) {
    for (const form of parseDocument(html).querySelectorAll('form[method="post"]')) {
      const action = form.getAttribute("action") ?? "";
      const fields = fieldsOfForm(form);
      for (const field of form.querySelectorAll("[name]")) {
        const name = field.getAttribute("name") ?? "";
        const declared = FORMS.find(action, fields);
        const isKept = keepableFields({ [name]: "x" }, declared)[name] === "x";
        if (!isKept) lost.add(`${action} ${name}`);
      }
    }
  }
  // A token is issued again; a password, and a code to sign in with, is never kept.
  const names = [...lost].map((name) => name.split(" ").at(-1) ?? "");
  const secrets = ["_csrf", "code", "current_password", "password"];
  assert.deepEqual([...new Set(names)].sort(), secrets, [...lost].join(", "));
});

function checkIds(elements: Element[]): void {
  const ids = elements.flatMap(({ attributes }) => attributes.get("id") ?? []);
  assert.equal(new Set(ids).size, ids.length, "duplicate ids");
  const references = ["for", "aria-labelledby", "aria-describedby", "popovertarget"];
  for (const { attributes } of elements) {
    const href = attributes.get("href") ?? "";
    const fragment = href.startsWith("#") ? [href.slice(1)] : [];
    const named = references.flatMap((name) => attributes.get(name)?.split(" ") ?? []);
    for (const id of [...fragment, ...named])
      assert.ok(ids.includes(id), `nothing has the id ${id}`);
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
    if (name === "button") assert.ok(attributes.has("type"), "a button says what it does");
  }
}

/** Landmarks of one kind have different names. */
function checkLandmarks(html: string): void {
  const document = parseDocument(html);
  const landmarks = document.querySelectorAll(
    "section[aria-label]:not([role]), section[aria-labelledby]:not([role]), nav, aside",
  );
  const names = landmarks.map((one) => {
    const ids = one.getAttribute("aria-labelledby")?.split(" ") ?? [];
    const texts = ids.map((id) => document.getElementById(id)?.text.trim());
    return `${one.tagName} ${one.getAttribute("aria-label") ?? texts.join(" ")}`;
  });
  assert.deepEqual(names, [...new Set(names)]);
}

function checkOutline(elements: Element[]): void {
  const names = elements.map(({ name }) => name);
  assert.equal(names.filter((name) => name === "h1").length, 1);
  assert.equal(names.filter((name) => name === "main").length, 1);
  assert.equal(elements[0]?.attributes.get("lang"), "en");
}
