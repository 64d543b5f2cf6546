/** Assertions about forms that are shown again: error messages and field values. */
import assert from "node:assert/strict";
import type { PageResult } from "./browser.ts";

/**
 * Each field has its message beside it and references it by aria-describedby, and the error summary
 * lists the same messages in order, each with a link to its field.
 */
export function assertProblems(page: PageResult, expected: Record<string, string>): void {
  assert.deepEqual(page.problems, Object.values(expected), `in: ${page.text}`);
  for (const [name, message] of Object.entries(expected)) {
    const field = fieldOf(page, name);
    assert.equal(field.getAttribute("aria-invalid"), "true", `${name} is marked as invalid`);
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

/** The value of a field of the page. */
export function textIn(page: PageResult, name: string): string | undefined {
  const field = fieldOf(page, name);
  // Browsers drop the first line break of a textarea.
  return field.tagName === "TEXTAREA" ? field.text.replace(/^\n/, "") : field.getAttribute("value");
}

/** A visible field: a hidden one of the same name belongs to another form. */
function fieldOf(page: PageResult, name: string) {
  const fields = page.document.querySelectorAll(
    `input[name="${name}"], textarea[name="${name}"], select[name="${name}"]`,
  );
  const field = fields.find((one) => one.getAttribute("type") !== "hidden");
  assert.ok(field, `no field ${name} in: ${page.text}`);
  return field;
}
