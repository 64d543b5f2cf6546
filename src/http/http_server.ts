/** The HTTP server, which disconnects clients that are slow to send their request. */
import { createServer, type RequestListener, type Server } from "node:http";

/** In milliseconds. Longer than the platform's router keeps a connection (90 s): that must close first. */
const KEEP_ALIVE = 95_000;

/** In milliseconds: how long a client may take to send its headers, and its whole request. */
export const TIME_LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 1_000,
};

/**
 * Creates the server that calls `listener`; it does not listen yet.
 * @param limits only tests have others.
 */
export function createHttpServer(listener: RequestListener, limits = TIME_LIMITS): Server {
  const server = createServer(limits, listener);
  server.keepAliveTimeout = KEEP_ALIVE;
  return server;
}
