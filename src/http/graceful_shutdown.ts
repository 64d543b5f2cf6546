/** Closes an HTTP server without cutting off requests: active ones finish, idle connections end. */
import type { Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** In milliseconds: how long active requests may take to finish. */
const GRACE_PERIOD = 6_000;
/** In milliseconds: how long a connection that has sent nothing yet is kept open. */
const FIRST_BYTE_TIMEOUT = 1_000;

/**
 * Tracks the server's connections; call it before the server listens.
 * @returns a function that stops accepting and resolves when every connection has ended, within the
 * grace period.
 */
export function gracefulShutdown(server: Server): () => Promise<void> {
  const sockets = new Set<Socket>();
  const responses = new Set<ServerResponse>();
  let isClosing = false;

  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  // Before the application's listener: while closing, each response is the last on its connection.
  server.prependListener("request", (_req, res) => {
    if (isClosing) res.shouldKeepAlive = false;
    responses.add(res);
    res.once("close", () => responses.delete(res));
  });

  return async () => {
    isClosing = true;
    for (const response of responses) response.shouldKeepAlive = false;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    // Repeatedly: a connection is idle only after its last response, and a single sweep would leave the
    // busy ones open for the whole keep-alive time.
    const sweep = setInterval(() => server.closeIdleConnections(), 50);
    // Browsers open connections in advance, and Node counts one without a request as active.
    const unused = setTimeout(() => {
      for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
    }, FIRST_BYTE_TIMEOUT);
    const deadline = setTimeout(() => server.closeAllConnections(), GRACE_PERIOD);
    await closed;
    clearInterval(sweep);
    clearTimeout(unused);
    clearTimeout(deadline);
  };
}
