/** Sending a body: negotiated compression, length, HEAD. */
import assert from "node:assert/strict";
import { it } from "node:test";
import express from "express";
import request from "supertest";
import { sendBody } from "../../src/http/send_reply.ts";

const long = `<p>${"Größe und Maß. ".repeat(200)}</p>`;
const app = express();
const HTML = "text/html; charset=utf-8";
app.get("/long", (_req, res) => sendBody(res, HTML, long));
app.get("/short", (_req, res) => sendBody(res.status(422), HTML, "<p>ß</p>"));
app.get("/json", (_req, res) =>
  sendBody(res.status(201), "application/json", JSON.stringify({ long })),
);

it("compresses a page when gzip is accepted, with the matching headers", async () => {
  const answer = await request(app).get("/long").set("Accept-Encoding", "gzip, deflate, br");
  assert.equal(answer.headers["content-encoding"], "gzip");
  assert.equal(answer.headers["content-type"], "text/html; charset=utf-8");
  assert.match(answer.headers.vary ?? "", /Accept-Encoding/);
  assert.equal(answer.text, long);
  assert.ok(Number(answer.headers["content-length"]) < long.length);
  assert.equal(answer.headers.etag, undefined);
});

it("respects q-values", async () => {
  const codings: Record<string, string | undefined> = {
    "gzip;q=0": undefined,
    "identity, gzip;q=0.5": undefined,
    "gzip;q=0.5": "gzip",
    "*": "gzip",
    br: undefined,
    "": undefined,
  };
  for (const [accepted, coding] of Object.entries(codings)) {
    const answer = await request(app).get("/long").set("Accept-Encoding", accepted);
    assert.equal(answer.headers["content-encoding"], coding, accepted);
    assert.match(answer.headers.vary ?? "", /Accept-Encoding/);
    assert.equal(answer.text, long);
  }
});

it("does not compress a short page, and sends its length in bytes and its status", async () => {
  const answer = await request(app).get("/short").set("Accept-Encoding", "gzip");
  assert.equal(answer.status, 422);
  assert.equal(answer.headers["content-encoding"], undefined);
  assert.equal(answer.headers["content-length"], "9");
});

it("answers HEAD with the headers of GET", async () => {
  const get = await request(app).get("/long").set("Accept-Encoding", "gzip");
  const head = await request(app).head("/long").set("Accept-Encoding", "gzip");
  assert.equal(head.headers["content-length"], get.headers["content-length"]);
  assert.equal(head.headers["content-encoding"], "gzip");
  assert.equal(head.text, undefined);
});

it("compresses JSON", async () => {
  const answer = await request(app).get("/json").set("Accept-Encoding", "gzip");
  assert.equal(answer.status, 201);
  assert.equal(answer.headers["content-type"], "application/json");
  assert.deepEqual(answer.body, { long });
});
