/** Closes an HTTP server so that nobody is cut off: what runs is finished, what is idle is ended. */
import type { Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** In milliseconds: how long requests that run may take to finish. */
const GRACE = 6_000;
/** In milliseconds: how long a connection is waited for over which nothing has come yet. */
const SILENCE = 1_000;

/**
 * Watches the server's connections from before the first.
 * @returns what closes it, within the grace time: stops accepting, and resolves when all has ended.
 */
export function closable(server: Server): () => Promise<void> {
  const sockets = new Set<Socket>();
  const answers = new Set<ServerResponse>();
  let isClosing = false;

  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  // Ahead of the application: while closing, each answer is the last on its connection.
  server.prependListener("request", (_req, res) => {
    if (isClosing) res.shouldKeepAlive = false;
    answers.add(res);
    res.once("close", () => answers.delete(res));
  });

  return async () => {
    isClosing = true;
    for (const answer of answers) answer.shouldKeepAlive = false;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    // Again and again: a connection is idle only once its last answer is out, and one sweep at the
    // start would leave those for the keep-alive time.
    const sweep = setInterval(() => server.closeIdleConnections(), 50);
    // Browsers connect ahead of need, and Node takes a connection without a request for a busy one.
    const silence = setTimeout(() => {
      for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
    }, SILENCE);
    const end = setTimeout(() => server.closeAllConnections(), GRACE);
    await closed;
    clearInterval(sweep);
    clearTimeout(silence);
    clearTimeout(end);
  };
}
