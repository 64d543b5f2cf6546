/** Sends requests as bytes, for those that HTTP clients cannot send. */
import assert from "node:assert/strict";
import { connect } from "node:net";
import { gunzipSync } from "node:zlib";
import { parse } from "node-html-parser";

export interface WireAnswer {
  status: number;
  /** With names in lower case; the last of several with the same name. */
  headers: Record<string, string | undefined>;
  text: string;
}

export interface WireRequest {
  method: string;
  /** As in the request line. */
  target: string;
  /** Sent unchanged, after `Host` and `Connection: close`. */
  headers?: readonly (readonly [string, string])[];
  /** Sent with a matching `Content-Length`. */
  body?: Uint8Array | string;
}

/** @returns null when the connection was closed without a response. */
export function send(port: number, request: WireRequest): Promise<WireAnswer | null> {
  const { method, target, headers = [], body } = request;
  const length = body === undefined ? [] : [["Content-Length", String(Buffer.byteLength(body))]];
  const lines = [["Host", "localhost"], ["Connection", "close"], ...length, ...headers];
  const head = [
    `${method} ${target} HTTP/1.1`,
    ...lines.map(([name, value]) => `${name}: ${value}`),
  ];
  // Node decodes headers as Latin-1.
  const bytes = Buffer.from(`${head.join("\r\n")}\r\n\r\n`, "latin1");
  return exchange(port, Buffer.concat([bytes, Buffer.from(body ?? "")]));
}

/** @param bytes one request with `Connection: close`. */
export function exchange(port: number, bytes: Uint8Array | string): Promise<WireAnswer | null> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    const socket = connect(port, "127.0.0.1");
    socket.on("data", (part) => parts.push(part));
    // The server may close the connection while a rejected body is still being sent.
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
  const isCompressed = named["content-encoding"] === "gzip" && body.length > 0;
  return {
    status: Number(first.split(" ")[1]),
    headers: named,
    text: (isCompressed ? gunzipSync(body) : body).toString("utf8"),
  };
}

/**
 * The response is JSON below /api and a page, file or local redirect elsewhere; nothing has failed,
 * and the page contains no script.
 * @param log the application's log, which must not have errors. It is cleared.
 */
export function assertServed(
  target: string,
  answer: WireAnswer | null,
  log: Record<string, unknown>[],
): asserts answer is WireAnswer {
  assert.ok(answer, `${target}: no response`);
  const { status, headers, text } = answer;
  const failure = log.splice(0).find(({ level }) => Number(level) >= 50);
  assert.ok(status < 500, `${target}: ${status} ${JSON.stringify(failure)}`);
  assert.equal(failure, undefined);
  const { location, "content-type": type = "" } = headers;
  if (status >= 300 && status < 400 && location !== undefined) {
    return assert.match(location, /^\/(?![/\\])/, `${target}: redirects to another site`);
  }
  if (text === "") return;
  // A file of a list is saved, whatever it has in it.
  if (/^text\/(csv|calendar);/.test(type)) {
    return assert.match(headers["content-disposition"] ?? "", /^attachment;/, target);
  }
  const [path = ""] = target.split("?");
  if (path === "/api" || path.startsWith("/api/")) {
    assert.equal(type, "application/json; charset=utf-8", target);
    JSON.parse(text);
  } else if (!/^(application\/(json|manifest\+json)|image\/|text\/(css|plain))/.test(type)) {
    assert.equal(type, "text/html; charset=utf-8", target);
    assert.deepEqual(scriptsOf(text), [], target);
  }
}

/** The elements of a page that could run script. */
function scriptsOf(page: string): string[] {
  // Parsing is slow, and most pages do not need it.
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
