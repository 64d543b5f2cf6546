/** A TCP proxy between the application and PostgreSQL that simulates network failures. */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import type pg from "pg";

export interface TcpProxy {
  /** Connects to the database through the proxy. */
  connection: pg.ClientConfig;
  /** Resets every connection, and refuses new ones. */
  cut(): Promise<void>;
  /** Silently stops forwarding in both directions, also for new connections. */
  freeze(): void;
  /** The same for open connections only: the server came back and does not know them. */
  freezeOpen(): void;
  /**
   * Fails one connection, once it sends these texts one after the other. "cut": the last one does not
   * arrive. "cut answer": it does, and its answer does not. "freeze": nothing arrives any more.
   * @returns whether all have been sent.
   */
  failAt(texts: readonly string[], how: "cut" | "cut answer" | "freeze"): () => boolean;
  /** Accepts and forwards again, also on frozen connections. */
  restore(): Promise<void>;
  close(): Promise<void>;
}

/** @param splitAfter what the server sends after these bytes arrives 20 ms later than they do. */
export async function startProxy(target: pg.ClientConfig, splitAfter?: Buffer): Promise<TcpProxy> {
  const pairs = new Set<[Socket, Socket]>();
  let isFrozen = false;
  let failure: { texts: string[]; how: string } | null = null;
  let port = 0;

  const server = createServer((incoming) => {
    const outgoing = connectTo(target);
    const pair: [Socket, Socket] = [incoming, outgoing];
    pairs.add(pair);
    for (const [from, to] of [pair, pair.toReversed()] as [Socket, Socket][]) {
      from.on("data", (bytes) => {
        const how = from === incoming ? failureAt(bytes) : null;
        if (how === "cut") return void incoming.resetAndDestroy();
        if (how === "freeze") for (const socket of pair) socket.pause();
        if (how === "freeze") return;
        if (how === "cut answer") {
          outgoing.removeAllListeners("data");
          outgoing.once("data", () => incoming.resetAndDestroy());
        }
        const at = splitAfter && from === outgoing ? bytes.indexOf(splitAfter) : -1;
        if (!splitAfter || at < 0) return to.write(bytes);
        const end = at + splitAfter.length;
        from.pause();
        to.write(bytes.subarray(0, end));
        setTimeout(() => {
          from.resume();
          from.unshift(bytes.subarray(end));
        }, 20);
      });
      from.on("error", () => undefined);
      from.on("close", () => {
        to.destroy();
        pairs.delete(pair);
      });
      if (isFrozen) from.pause();
    }
  });

  /** How to fail the connection that sends this. */
  function failureAt(bytes: Buffer): string | null {
    if (failure === null) return null;
    while (failure.texts[0] !== undefined && bytes.includes(failure.texts[0])) {
      failure.texts.shift();
    }
    if (failure.texts.length > 0) return null;
    const { how } = failure;
    failure = null;
    return how;
  }

  async function listen(): Promise<void> {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    port = (server.address() as AddressInfo).port;
  }

  function resetAll(): void {
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
      resetAll();
      await closed;
    },
    freeze() {
      isFrozen = true;
      pauseAll();
    },
    freezeOpen: pauseAll,
    failAt(texts, how) {
      const own = { texts: [...texts], how };
      failure = own;
      return () => own.texts.length === 0;
    },
    async restore() {
      isFrozen = false;
      for (const pair of pairs) for (const socket of pair) socket.resume();
      if (!server.listening) await listen();
    },
    async close() {
      resetAll();
      if (!server.listening) return;
      server.close();
      await once(server, "close");
    },
  };
}

function connectTo({ host = "", port = 5432 }: pg.ClientConfig): Socket {
  return host.startsWith("/") ? connect(join(host, `.s.PGSQL.${port}`)) : connect(port, host);
}
