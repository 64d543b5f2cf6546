/** A client that is slow to send its request is disconnected. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect } from "node:net";
import { after, before, describe, it } from "node:test";
import { createHttpServer, TIME_LIMITS } from "../../src/http/http_server.ts";
import { startTestApp, type TestApp } from "../support/app.ts";

/** In milliseconds. */
const SHORT = { headersTimeout: 400, requestTimeout: 1_200, connectionsCheckingInterval: 50 };
const HEAD = "POST /auth/signin HTTP/1.1\r\nHost: x\r\n";
const PARTS = {
  headers: HEAD,
  body: `${HEAD}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\nemail`,
};

/** @returns what the server sent, and after how many milliseconds it closed the connection. */
function sendPartly(port: number, text: string): Promise<{ answer: string; taken: number }> {
  return new Promise((resolve) => {
    const started = performance.now();
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    let answer = "";
    socket.on("data", (part) => {
      answer += part;
    });
    socket.on("error", () => undefined);
    socket.on("close", () => resolve({ answer, taken: performance.now() - started }));
  });
}

describe("a request that is sent in part", { timeout: 60_000 }, () => {
  let app: TestApp;

  before(async () => {
    app = await startTestApp();
  });
  after(() => app.close());

  it("is answered and disconnected at its limit, without headers earlier than without a body", async () => {
    const server = createHttpServer(app.app, SHORT);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const closed: string[] = [];
    const [headers, body] = await Promise.all(
      (["headers", "body"] as const).map(async (name) => {
        const result = await sendPartly(port, PARTS[name]);
        closed.push(name);
        return result;
      }),
    );
    assert.match(headers?.answer ?? "", /^HTTP\/1\.1 408 /);
    assert.match(body?.answer ?? "", /^HTTP\/1\.1 408 /);
    assert.deepEqual(closed, ["headers", "body"]);
    // A timer may fire a millisecond early.
    assert.ok(Number(headers?.taken) >= SHORT.headersTimeout - 1, `${headers?.taken}`);
    assert.ok(Number(body?.taken) >= SHORT.requestTimeout - 1, `${body?.taken}`);
    server.close();
  });
});

it("headers may take 10 seconds, and a request 30", () => {
  const { headersTimeout, requestTimeout } = createHttpServer(() => undefined);
  assert.deepEqual([headersTimeout, requestTimeout], [10_000, 30_000]);
  // How late a limit may be noticed.
  assert.ok(TIME_LIMITS.connectionsCheckingInterval <= 1_000);
});
