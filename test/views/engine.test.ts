/** The template engine: includes, layouts, locations of errors, recompiling in development. */
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, it } from "node:test";
import { loadAssets } from "../../src/views/assets.ts";
import { createRenderer, TemplateError } from "../../src/views/engine.ts";
import type { HeaderLink } from "../../src/views/models/page.ts";
import { sample } from "./samples.ts";

const ROOT = join(import.meta.dirname, "../..");
const assets = loadAssets(join(ROOT, "public"));
const home = sample("home/show", "Hello <you>");
let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "plainlist-engine-"));
  cpSync(join(ROOT, "views"), dir, { recursive: true });
});
afterEach(() => rmSync(dir, { recursive: true }));

function start(watch = false) {
  return createRenderer({ dir, watch, assets });
}

it("renders the page and its includes inside the layout", () => {
  writeFileSync(
    join(dir, "home/show.ejs"),
    `<%- include("partials/lines", { text: "a<b\\nc" }) %> <%= view.page.title %> <%= view.paths.task(7) %>`,
  );
  const html = start()("home/show", home);
  assert.match(html, /^<!DOCTYPE html>/);
  assert.match(html, /<main id="main" tabindex="-1">.*a&lt;b<br>c Hello &lt;you&gt; \/tasks\/7/s);
  assert.ok(html.includes(assets.url("plainlist.css")));
});

it("includes the navigation only for a signed-in user", () => {
  const render = start();
  const { page } = home;
  assert.doesNotMatch(
    render("home/show", { ...home, page: { ...page, currentUser: null } }),
    /id="menu"/,
  );
  assert.match(
    render("home/show", { ...home, page: { ...page, currentUser: { name: "Ann" } } }),
    /id="menu"/,
  );
});

it("leads a visitor to the sign-in by its header, or where the page says", () => {
  const render = start();
  const page = { ...home.page, currentUser: null, csrf: "a-token" };
  const header = (headerLink: HeaderLink | null) =>
    /<nav aria-label="Account">.*<\/nav>/s.exec(
      render("home/show", { ...home, page: { ...page, headerLink } }),
    )?.[0] ?? "";
  assert.match(header(null), /<a class="link" href="\/auth\/signin"><bdi>Sign in<\/bdi><\/a>/);
  const link = header({ href: "/settings", label: "Ann & Bob" });
  assert.match(link, /<a class="link" href="\/settings"><bdi>Ann &amp; Bob<\/bdi><\/a>/);
  assert.doesNotMatch(link, /Sign in/);
  const button = header("signout");
  assert.match(button, /<form method="post" action="\/auth\/signout">.*value="a-token".*Sign out/s);
  assert.doesNotMatch(button, /<a /);
});

it("reports the included template and its line when rendering fails", () => {
  writeFileSync(join(dir, "partials/lines.ejs"), `one\ntwo <%= view.text.no.such %>`);
  writeFileSync(join(dir, "home/show.ejs"), `\n\n<%- include("partials/lines", { text: "" }) %>`);
  const render = start();
  assert.throws(
    () => render("home/show", home),
    (error) =>
      error instanceof TemplateError && error.message.startsWith("views/partials/lines.ejs:2: "),
  );
});

it("throws at start for a template that does not compile", () => {
  writeFileSync(join(dir, "home/show.ejs"), `<% if ( { %>`);
  assert.throws(() => start(), /home\/show\.ejs/);
});

it("recompiles a changed template only in development", () => {
  const path = join(dir, "home/show.ejs");
  const watching = start(true);
  const fixed = start(false);
  writeFileSync(path, "Changed");
  utimesSync(path, new Date(), new Date(Date.now() + 5000));
  assert.match(watching("home/show", home), /Changed/);
  assert.doesNotMatch(fixed("home/show", home), /Changed/);
});
