/** Requests as bytes, for what no HTTP client would send. */
import assert from "node:assert/strict";
import { connect } from "node:net";
import { gunzipSync } from "node:zlib";
import { parse } from "node-html-parser";

export interface WireAnswer {
  status: number;
  /** Names in lower case; of several with one name, the last. */
  headers: Record<string, string | undefined>;
  text: string;
}

export interface WireRequest {
  method: string;
  /** As it stands in the request line. */
  target: string;
  /** As they are, after `Host` and `Connection: close`. */
  headers?: readonly (readonly [string, string])[];
  /** Gets its `Content-Length`. */
  body?: Uint8Array | string;
}

/** @returns null when the connection was closed without an answer. */
export function send(port: number, request: WireRequest): Promise<WireAnswer | null> {
  const { method, target, headers = [], body } = request;
  const length = body === undefined ? [] : [["Content-Length", String(Buffer.byteLength(body))]];
  const lines = [["Host", "localhost"], ["Connection", "close"], ...length, ...headers];
  const head = [
    `${method} ${target} HTTP/1.1`,
    ...lines.map(([name, value]) => `${name}: ${value}`),
  ];
  // Node reads header bytes as Latin-1.
  const bytes = Buffer.from(`${head.join("\r\n")}\r\n\r\n`, "latin1");
  return exchange(port, Buffer.concat([bytes, Buffer.from(body ?? "")]));
}

/** @param bytes one request that asks for the connection to be closed after it. */
export function exchange(port: number, bytes: Uint8Array | string): Promise<WireAnswer | null> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    const socket = connect(port, "127.0.0.1");
    socket.on("data", (part) => parts.push(part));
    // The server may hang up while a body that it does not want is still under way.
    socket.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "ECONNRESET" && error.code !== "EPIPE") reject(error);
    });
    socket.on("close", () => resolve(read(Buffer.concat(parts))));
    socket.write(bytes);
  });
}

function read(bytes: Buffer): WireAnswer | null {
  const end = bytes.indexOf("\r\n\r\n");
  if (end === -1) return null;
  const [first = "", ...lines] = bytes.toString("latin1", 0, end).split("\r\n");
  const headers = lines.map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  const named: WireAnswer["headers"] = Object.fromEntries(headers);
  const body = bytes.subarray(end + 4);
  const isPacked = named["content-encoding"] === "gzip" && body.length > 0;
  return {
    status: Number(first.split(" ")[1]),
    headers: named,
    text: (isPacked ? gunzipSync(body) : body).toString("utf8"),
  };
}

/**
 * The answer is of its kind: JSON below /api, a page (or a file, or a way on within the app)
 * elsewhere; nothing failed, and nothing in it is a script.
 * @param log the application's, in which no failure may stand; it is emptied.
 */
export function assertServed(
  target: string,
  answer: WireAnswer | null,
  log: Record<string, unknown>[],
): asserts answer is WireAnswer {
  assert.ok(answer, `${target}: no answer`);
  const { status, headers, text } = answer;
  const failure = log.splice(0).find(({ level }) => Number(level) >= 50);
  assert.ok(status < 500, `${target}: ${status} ${JSON.stringify(failure)}`);
  assert.equal(failure, undefined);
  const { location, "content-type": type = "" } = headers;
  if (status >= 300 && status < 400 && location !== undefined) {
    return assert.match(location, /^\/(?![/\\])/, `${target}: leads elsewhere`);
  }
  if (text === "") return;
  const [path = ""] = target.split("?");
  if (path === "/api" || path.startsWith("/api/")) {
    assert.equal(type, "application/json; charset=utf-8", target);
    JSON.parse(text);
  } else if (!/^(application\/(json|manifest\+json)|image\/|text\/(css|plain))/.test(type)) {
    assert.equal(type, "text/html; charset=utf-8", target);
    assert.deepEqual(scriptsOf(text), [], target);
  }
}

/** The tags of a page that a browser would run something of. */
function scriptsOf(page: string): string[] {
  // Parsed only where there is anything to look at.
  if (!/<script|\bon\w+\s*=|javascript:/i.test(page)) return [];
  return parse(page)
    .querySelectorAll("*")
    .filter(({ tagName, attributes }) => {
      const runs = ([name, value]: [string, string]) =>
        /^on/i.test(name) ||
        (/^(href|src|(form)?action)$/i.test(name) && /^\s*javascript:/i.test(value));
      return tagName === "SCRIPT" || Object.entries(attributes).some(runs);
    })
    .map((element) => element.toString().slice(0, 200));
}
