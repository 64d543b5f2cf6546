/** Static files: URLs by content, caching, conditional requests, compression. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import express from "express";
import request from "supertest";
import { loadAssets } from "../../src/views/assets.ts";

const assets = loadAssets(join(import.meta.dirname, "../../public"));
const app = express();
app.use(assets.handler);
app.use((_req, res) => {
  res.status(404).send("passed on");
});
const css = assets.url("plainlist.css");

it("puts a hash of the content in the URL and allows caching for a year", async () => {
  assert.match(css, /^\/assets\/plainlist\.[0-9a-f]{10}\.css$/);
  const answer = await request(app).get(css).set("Accept-Encoding", "identity");
  assert.equal(answer.status, 200);
  assert.equal(answer.headers["cache-control"], "public, max-age=31536000, immutable");
  assert.equal(answer.headers["content-type"], "text/css; charset=utf-8");
  assert.equal(answer.headers["content-encoding"], undefined);
  assert.equal(Number(answer.headers["content-length"]), Buffer.byteLength(answer.text));
  assert.match(answer.headers.vary ?? "", /Accept-Encoding/);
});

it("inlines the imports of the stylesheet in the order of its layers", async () => {
  const { text } = await request(app).get(css);
  assert.doesNotMatch(text, /@import/);
  const order = /^@layer ([\w,]+);/.exec(text)?.[1]?.split(",") ?? [];
  const layers = [...text.matchAll(/@layer (\w+)\{/g)].map(([, name]) => name ?? "");
  assert.deepEqual([...new Set(layers)], order);
  const files = readdirSync(join(import.meta.dirname, "../../public/css"));
  assert.equal(layers.length, files.length, "a file is not imported");
});

it("leaves the comments of a stylesheet out, and white space that means nothing", async () => {
  const dir = mkdtempSync(join(tmpdir(), "plainlist-assets-"));
  mkdirSync(join(dir, "css"));
  writeFileSync(
    join(dir, "css/part.css"),
    `/* one\n * more */ a { top: 0; } /* two */\nb :is(i, p):hover { margin: -1px calc(1px + 2px); content: ": , ;"; }\n`,
  );
  writeFileSync(join(dir, "a.css"), `/* all */\n@import "css/part.css" layer(base);\n`);
  const body = await request(express().use(loadAssets(dir).handler)).get("/a.css");
  rmSync(dir, { recursive: true });
  assert.equal(
    body.text,
    '@layer base{a{top:0;}b :is(i,p):hover{margin:-1px calc(1px + 2px);content:": , ;";}}',
  );
});

it("reloads a stylesheet in development when one of its imports has changed", () => {
  const dir = mkdtempSync(join(tmpdir(), "plainlist-assets-"));
  const part = join(dir, "css/part.css");
  mkdirSync(join(dir, "css"));
  writeFileSync(join(dir, "a.css"), `@import "css/part.css" layer(base);\n`);
  writeFileSync(part, "a { color: red; }\n");
  const [watching, fixed] = [true, false].map((watch) => loadAssets(dir, { watch }));
  const before = fixed?.url("a.css");
  assert.equal(watching?.url("a.css"), before);
  writeFileSync(part, "a { color: blue; }\n");
  utimesSync(part, new Date(), new Date(Date.now() + 5000));
  assert.notEqual(watching?.url("a.css"), before);
  assert.equal(fixed?.url("a.css"), before);
  rmSync(dir, { recursive: true });
});

it("throws for a file that does not exist", () => {
  assert.throws(() => assets.url("plainlist.js"), /no public\/plainlist\.js/);
});

it("negotiates brotli, gzip or identity, each with its own ETag", async () => {
  const codings: Record<string, string | undefined> = {
    "gzip, deflate, br": "br",
    gzip: "gzip",
    "br;q=0, gzip": "gzip",
    "br;q=0, gzip;q=0": undefined,
    identity: undefined,
  };
  const tags = new Set<string>();
  for (const [accepted, coding] of Object.entries(codings)) {
    const answer = await request(app).head(css).set("Accept-Encoding", accepted);
    assert.equal(answer.headers["content-encoding"], coding, accepted);
    tags.add(answer.headers.etag ?? "");
  }
  assert.equal(tags.size, 3);
});

it("serves the same content at every compression level", async () => {
  const fast = loadAssets(join(import.meta.dirname, "../../public"), { compression: "fast" });
  assert.equal(fast.url("plainlist.css"), css);
  const quick = await request(express().use(fast.handler)).get(css).set("Accept-Encoding", "gzip");
  const best = await request(app).get(css).set("Accept-Encoding", "gzip");
  assert.equal(quick.headers["content-encoding"], "gzip");
  assert.equal(quick.text, best.text);
  assert.ok(Number(best.headers["content-length"]) < Number(quick.headers["content-length"]));
});

it("answers 304 without a body when the ETag matches", async () => {
  const first = await request(app).get(css);
  const etag = first.headers.etag ?? "";
  for (const held of [etag, `"other", ${etag}`, `W/${etag}`, "*"]) {
    const again = await request(app).get(css).set("If-None-Match", held);
    assert.equal(again.status, 304, held);
    assert.equal(again.text, "");
    assert.equal(again.headers.etag, etag);
    assert.equal(again.headers["cache-control"], "public, max-age=31536000, immutable");
  }
  const other = await request(app).get(css).set("If-None-Match", '"other"');
  assert.equal(other.status, 200);
});

it("serves the well-known names for an hour", async () => {
  const types = {
    "/favicon.ico": "image/x-icon",
    "/favicon.svg": "image/svg+xml",
    "/apple-touch-icon.png": "image/png",
    "/icon-192.png": "image/png",
    "/manifest.webmanifest": "application/manifest+json",
    "/robots.txt": "text/plain; charset=utf-8",
    "/plainlist.css": "text/css; charset=utf-8",
  };
  for (const [path, type] of Object.entries(types)) {
    const answer = await request(app).head(path);
    assert.equal(answer.status, 200, path);
    assert.equal(answer.headers["content-type"], type);
    assert.equal(answer.headers["cache-control"], "public, max-age=3600");
    assert.ok(answer.headers.etag);
  }
});

it("serves the current file at the URL of another release, cached for a minute", async () => {
  const answer = await request(app).get("/assets/plainlist.0123456789.css");
  assert.equal(answer.status, 200);
  assert.equal(answer.headers["cache-control"], "public, max-age=60");
});

it("serves every icon of the manifest", async () => {
  const answer = await request(app).get("/manifest.webmanifest").buffer().responseType("text");
  const manifest = JSON.parse(String(answer.body)) as { icons: { src: string }[] };
  for (const { src } of manifest.icons) assert.equal((await request(app).head(src)).status, 200);
});

it("passes unknown paths to the next handler", async () => {
  for (const path of [
    "/",
    "/tasks",
    "/assets/",
    "/assets/nothing.css",
    "/css/base.css",
    "/assets/css/base.css",
    "/plainlist.0123456789.css",
  ]) {
    assert.equal((await request(app).get(path)).text, "passed on", path);
  }
  assert.equal((await request(app).get("/assets/../package.json")).status, 404);
  assert.equal((await request(app).get("/constructor.css")).status, 404);
  assert.equal((await request(app).post(css)).text, "passed on");
});
