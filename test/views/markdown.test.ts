/** Rendering notes as HTML: Markdown features and sanitizing. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { parse } from "node-html-parser";
import { renderNotes } from "../../src/views/markdown.ts";
import { anyText } from "../support/arbitraries.ts";
import { threadTimeOf } from "../support/processor_time.ts";

const html = (text: string) => String(renderNotes(text) ?? "");

/** The allowed attributes: nothing that runs, loads or styles. */
const ATTRIBUTES: Record<string, string[]> = { a: ["href", "rel", "title"], ol: ["start"] };
const ELEMENTS = new Set(
  "a blockquote br code em h2 h3 h4 h5 h6 hr li ol p pre s strong table tbody td th thead tr ul".split(
    " ",
  ),
);

function assertSanitized(text: string): void {
  for (const element of parse(html(text)).querySelectorAll("*")) {
    const name = element.rawTagName.toLowerCase();
    assert.ok(ELEMENTS.has(name), `<${name}> from ${JSON.stringify(text)}`);
    for (const attribute of Object.keys(element.attributes)) {
      assert.ok(ATTRIBUTES[name]?.includes(attribute), `${name} ${attribute}: ${text}`);
    }
    if (name !== "a") continue;
    assert.match(element.getAttribute("href") ?? "", /^(https?:\/\/|mailto:)/i, text);
    assert.equal(element.getAttribute("rel"), "nofollow noopener noreferrer");
  }
}

it("returns null for empty notes", () => {
  assert.equal(renderNotes(""), null);
});

it("renders emphasis, lists, code and quotes, and keeps line breaks", () => {
  assert.equal(
    html("**a**\n*b* `c`"),
    "<p><strong>a</strong><br>\n<em>b</em> <code>c</code></p>\n",
  );
  assert.match(html("- a\n- b"), /<ul>\s*<li>a<\/li>\s*<li>b<\/li>\s*<\/ul>/);
  assert.match(html("> a"), /<blockquote>/);
});

it("renders headings from h2, since the page has its own h1", () => {
  assert.equal(html("# a"), "<h2>a</h2>\n");
  assert.equal(html("###### a"), "<h6>a</h6>\n");
  assert.equal(html("a\n==="), "<h2>a</h2>\n");
});

it("links only absolute http, https and mailto URLs", () => {
  const rel = 'rel="nofollow noopener noreferrer"';
  assert.equal(
    html("see https://a.example/b?c=d&e"),
    `<p>see <a href="https://a.example/b?c=d&amp;e" ${rel}>https://a.example/b?c=d&amp;e</a></p>\n`,
  );
  assert.match(html("ann@example.org"), /href="mailto:ann@example\.org"/);
  assert.match(html("[HTTP](HTTP://a.example)"), /<a href="HTTP:/i);
  for (const none of ["[x](/tasks/1)", "[x](//a.example)", "[x](#top)", "[x](tel:1)", "ftp://a"]) {
    assert.equal(parse(html(none)).querySelectorAll("a").length, 0, none);
  }
});

it("leaves a link without a target as it was typed", () => {
  assert.equal(html("[x]() *y*"), "<p>[x]() <em>y</em></p>\n");
  assert.equal(html("[]()"), "<p>[]()</p>\n");
  assert.equal(html("![a <b>]()"), "<p>![a &lt;b&gt;]()</p>\n");
  assert.match(
    html("[![a](https://a.example/c)]()"),
    /^<p>\[<a href="https:[^>]*>a<\/a>\]\(\)<\/p>$/m,
  );
  assert.match(html("[x]() [y](https://a.example)"), /\[x\]\(\) <a href=[^>]*>y<\/a>/);
});

it("renders an image as a link with its alternative text", () => {
  const rel = 'rel="nofollow noopener noreferrer"';
  assert.equal(
    html("![a cat](https://a.example/c.png)"),
    `<p><a href="https://a.example/c.png" ${rel}>a cat</a></p>\n`,
  );
  assert.match(html("![](https://a.example/c.png)"), />https:\/\/a\.example\/c\.png<\/a>/);
  assert.equal(html("[![cat](https://a.example/c)](https://b.example)").match(/<a /g)?.length, 1);
});

describe("sanitizes", () => {
  const HOSTILE = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "<svg/onload=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:x)",
    "[x]: javascript:alert(1)\n[x]",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    '![x"onerror="alert(1)](https://a.example/"onerror="alert(1))',
    '[x](https://a.example "t\\" onmouseover=alert(1)")',
    '```js" onload="alert(1)\n<b>\n```',
    "|a|b|\n|:-|-:|\n|<i>|[x](javascript:x)|",
    "http://a.example/<script>",
    "\u202ehttps://a.example",
    "\u0000[x](java\u0000script:alert(1))",
  ];
  for (const text of HOSTILE) it(JSON.stringify(text), () => assertSanitized(text));

  it("any text", () => {
    const pieces = fc.array(
      fc.constantFrom(
        "[",
        "](",
        ")",
        "!",
        "<",
        ">",
        '"',
        "`",
        "javascript:",
        "https://a.b",
        "|",
        "\n",
        "*",
        "# ",
        "x",
      ),
    );
    const text = fc.oneof(
      anyText,
      pieces.map((all) => all.join("")),
    );
    fc.assert(fc.property(text, assertSanitized), { numRuns: 100 });
  });
});

it("renders 10,000 characters of pathological input within a second", () => {
  const slow = ["[", "![", "*a ", "`", "> ", "- ", "<", "_*", "a **b", "[a](", "[a]: u\n", "|a"];
  for (const part of slow) {
    const took = threadTimeOf(() => html(part.repeat(Math.floor(10_000 / part.length))));
    assert.ok(took < 1_000, `${part}: ${took} ms`);
  }
});
