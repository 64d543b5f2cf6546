/** What a person relies on when a form comes back: the message at the top and beside the field, and the text. */
import assert from "node:assert/strict";
import type { PageResult } from "./browser.ts";

/**
 * The page is the form again: each field has its message beside it, tied to it for a screen reader,
 * and the summary lists the same messages in order, each a link to its field.
 */
export function assertProblems(page: PageResult, expected: Record<string, string>): void {
  assert.deepEqual(page.problems, Object.values(expected), `in: ${page.text}`);
  for (const [name, message] of Object.entries(expected)) {
    const field = fieldOf(page, name);
    assert.equal(field.getAttribute("aria-invalid"), "true", `${name} is marked`);
    const describers = (field.getAttribute("aria-describedby") ?? "").split(" ");
    const beside = describers.map((id) => page.document.getElementById(id)?.text.trim() ?? "");
    assert.ok(
      beside.some((text) => text.endsWith(message)),
      `${name} is described by "${message}": ${beside}`,
    );
    const links = page.document.querySelectorAll("#problems a");
    const link = links.find((one) => one.text.trim() === message);
    assert.equal(link?.getAttribute("href"), `#${field.getAttribute("id")}`, `links to ${name}`);
  }
  assert.match(page.title, /^Error: \d problems? –/);
}

/** The text in a field of the page. */
export function textIn(page: PageResult, name: string): string | undefined {
  const field = fieldOf(page, name);
  // A parser drops the first line break of a textarea.
  return field.tagName === "TEXTAREA" ? field.text.replace(/^\n/, "") : field.getAttribute("value");
}

/** A field that can be seen: a hidden one of the same name is another form's. */
function fieldOf(page: PageResult, name: string) {
  const fields = page.document.querySelectorAll(
    `input[name="${name}"], textarea[name="${name}"], select[name="${name}"]`,
  );
  const field = fields.find((one) => one.getAttribute("type") !== "hidden");
  assert.ok(field, `no field ${name} in: ${page.text}`);
  return field;
}
