/** A proxy between application and PostgreSQL that can fail in every way a network does. */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import type pg from "pg";

export interface TcpProxy {
  /** The way to the database through it. */
  connection: pg.ClientConfig;
  /** Ends every connection, and refuses new ones. */
  cut(): Promise<void>;
  /** Passes nothing on any more, neither way, and says nothing of it; nor for new ones. */
  freeze(): void;
  /** The same, but new connections work: the server came back, and does not know the old ones. */
  freezeOpen(): void;
  /** Works again. What was frozen goes on where it was. */
  mend(): Promise<void>;
  close(): Promise<void>;
}

export async function startProxy(target: pg.ClientConfig): Promise<TcpProxy> {
  const pairs = new Set<[Socket, Socket]>();
  let isFrozen = false;
  let port = 0;

  const server = createServer((incoming) => {
    const outgoing = connectTo(target);
    const pair: [Socket, Socket] = [incoming, outgoing];
    pairs.add(pair);
    for (const [from, to] of [pair, pair.toReversed()] as [Socket, Socket][]) {
      from.on("data", (bytes) => to.write(bytes));
      from.on("error", () => undefined);
      from.on("close", () => {
        to.destroy();
        pairs.delete(pair);
      });
      if (isFrozen) from.pause();
    }
  });

  async function listen(): Promise<void> {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    port = (server.address() as AddressInfo).port;
  }

  function endAll(): void {
    for (const [incoming] of pairs) incoming.resetAndDestroy();
  }

  function pauseAll(): void {
    for (const pair of pairs) for (const socket of pair) socket.pause();
  }

  await listen();
  return {
    connection: { ...target, host: "127.0.0.1", port, ssl: false },
    async cut() {
      const closed = once(server, "close");
      server.close();
      endAll();
      await closed;
    },
    freeze() {
      isFrozen = true;
      pauseAll();
    },
    freezeOpen: pauseAll,
    async mend() {
      isFrozen = false;
      for (const pair of pairs) for (const socket of pair) socket.resume();
      if (!server.listening) await listen();
    },
    async close() {
      endAll();
      if (!server.listening) return;
      server.close();
      await once(server, "close");
    },
  };
}

function connectTo({ host = "", port = 5432 }: pg.ClientConfig): Socket {
  return host.startsWith("/") ? connect(join(host, `.s.PGSQL.${port}`)) : connect(port, host);
}
