/** The forms of lists, sections, tags and moves. */
import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { parseList } from "../../src/forms/list.ts";
import { parseMove } from "../../src/forms/move.ts";
import { parseSection } from "../../src/forms/section.ts";
import { parseTag } from "../../src/forms/tag.ts";
import { anyText } from "../support/arbitraries.ts";

it("a list has a single-line name and one of the offered colours", () => {
  assert.deepEqual(parseList({ name: "  Home \n and garden ", colour: "sky" }), {
    ok: true,
    value: { name: "Home   and garden", colour: "sky" },
  });
  assert.deepEqual(parseList({ name: "Home" }), {
    ok: true,
    value: { name: "Home", colour: "moss" },
  });
  assert.equal(parseList({ name: "𝒳".repeat(100) }).ok, true);
});

it("a list's name or colour that is not valid is reported, and what was typed is kept", () => {
  for (const [name, message] of [
    ["", "List name is required"],
    [" \u200B\t", "List name is required"],
    ["x".repeat(101), "List name must be 100 characters or less"],
  ] as const) {
    const form = parseList({ name, colour: "rose" });
    assert.ok(!form.ok);
    assert.deepEqual(form, {
      ok: false,
      values: { name, colour: "rose" },
      errors: { name: message },
    });
  }
  const form = parseList({ name: "Home", colour: "red" });
  assert.ok(!form.ok);
  assert.match(form.errors.colour ?? "", /^Colour must be one of moss, clay/);
  assert.equal(form.values.name, "Home");
});

it("a section has a name, required and limited to 100 characters", () => {
  assert.deepEqual(parseSection({ name: " Kitchen " }), { ok: true, value: { name: "Kitchen" } });
  for (const [name, message] of [
    ["", "Section name is required"],
    ["x".repeat(101), "Section name must be 100 characters or less"],
  ] as const) {
    const form = parseSection({ name });
    assert.ok(!form.ok);
    assert.equal(form.errors.name, message);
    assert.equal(form.values.name, name);
  }
});

it("a tag is one word, with or without #", () => {
  for (const [sent, name] of [
    ["#bills", "bills"],
    [" Café-2026_x ", "Café-2026_x"],
    ["日本", "日本"],
  ] as const) {
    assert.deepEqual(parseTag({ name: sent }), { ok: true, value: { name } });
  }
  for (const [sent, message] of [
    ["", "Tag name is required"],
    ["#", "Tag name is required"],
    ["two words", "Tag name must be letters, digits, - and _ only"],
    ["a/b", "Tag name must be letters, digits, - and _ only"],
    ["x".repeat(51), "Tag name must be 50 characters or less"],
  ] as const) {
    const form = parseTag({ name: sent });
    assert.ok(!form.ok, sent);
    assert.equal(form.errors.name, message);
    assert.equal(form.values.name, sent);
  }
});

it("a move has a direction or the row to follow", () => {
  for (const to of ["top", "up", "down", "bottom"]) assert.equal(parseMove({ to, after: "7" }), to);
  assert.deepEqual(parseMove({ to: "after", after: "7" }), { after: 7 });
  for (const fields of [
    {},
    { to: "left" },
    { to: "after" },
    { to: "after", after: "0" },
    { to: ["up"] },
  ]) {
    assert.equal(parseMove(fields), null);
  }
});

it("every parser returns a value or errors for any body", () => {
  const value = fc.oneof(anyText, fc.anything());
  const body = fc.oneof(
    fc.anything(),
    fc.record({ name: value, colour: value, to: value, after: value }),
  );
  fc.assert(
    fc.property(body, (sent) => {
      for (const parse of [parseList, parseSection, parseTag]) {
        const form = parse(sent);
        if (form.ok) assert.ok(form.value.name.length > 0);
        else assert.ok(Object.keys(form.errors).length > 0);
      }
    }),
    { numRuns: 100 },
  );
});
