/** A client that is slow to send its request is disconnected. */
import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, it } from "node:test";
import { createTestDatabase } from "../support/database.ts";
import { databaseUrl, endProcesses, startServer } from "../support/server_process.ts";

after(endProcesses);

/** @returns what the server sent, and after how many seconds it closed the connection. */
function sendPartly(port: number, text: string): Promise<{ answer: string; seconds: number }> {
  return new Promise((resolve) => {
    const started = performance.now();
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    let answer = "";
    socket.on("data", (part) => {
      answer += part;
    });
    socket.on("error", () => undefined);
    socket.on("close", () => resolve({ answer, seconds: (performance.now() - started) / 1_000 }));
  });
}

it("headers may take 10 seconds, and a request 30", async () => {
  const database = await createTestDatabase();
  const server = await startServer({ DATABASE_URL: databaseUrl(database.connection) });
  const head = "POST /auth/signin HTTP/1.1\r\nHost: x\r\n";
  const [headers, body] = await Promise.all([
    sendPartly(server.port, head),
    sendPartly(
      server.port,
      `${head}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\nemail`,
    ),
  ]);
  assert.match(headers.answer, /^HTTP\/1\.1 408 /);
  assert.ok(headers.seconds > 9 && headers.seconds < 15, `${headers.seconds}`);
  assert.match(body.answer, /^HTTP\/1\.1 408 /);
  assert.ok(body.seconds > 29 && body.seconds < 40, `${body.seconds}`);
  server.signal("SIGTERM");
  await server.exited;
  await database.drop();
});
