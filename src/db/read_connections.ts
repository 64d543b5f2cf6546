/** A few connections for statements that only read, each with several unanswered at a time. */
import pg from "pg";
import { isConnectionLost, isReadTimeout } from "./database_errors.ts";

/** In milliseconds: a connection that is not used this long is closed. */
const IDLE_TIMEOUT = 60_000;
/** In milliseconds: how long closing waits for a server that does not respond. */
const CLOSE_TIMEOUT = 5_000;
/** In milliseconds: how long after a failure no connection is opened beyond those that there are. */
const PAUSE = 1_000;

/**
 * Sends one statement on the connection, and reads its answer.
 * @param since as of `performance.now()`: limits the time from then on; undefined: from now on.
 */
export type Send<T> = (client: pg.Client, since: number | undefined) => Promise<T>;

export class ReadConnections {
  readonly #config: pg.ClientConfig;
  readonly #max: number;
  readonly #limit: number;
  readonly #connections = new Set<ReadConnection>();
  /** The one that the statements of this moment share: they then go out in one packet. */
  #current: ReadConnection | null = null;
  #pausedUntil = 0;
  #isClosed = false;

  /**
   * @param config with `connectionTimeoutMillis` and, in milliseconds, `query_timeout`.
   * @param max the most connections.
   */
  constructor(config: pg.ClientConfig & { query_timeout: number }, max: number) {
    this.#config = { ...config, pipeline: true };
    this.#limit = config.query_timeout;
    this.#max = max;
  }

  /**
   * Sends a statement without waiting for the answers to others. If its connection is lost meanwhile,
   * it is sent once more on another one.
   * @throws what connecting, PostgreSQL or node-postgres failed with (see `asUnavailable`).
   */
  async run<T>(send: Send<T>): Promise<T> {
    const asked = performance.now();
    const connection = this.#current ?? this.#choose(0);
    if (this.#current === null && connection.wasOpened) this.#share(connection);
    try {
      return await connection.run(send, undefined);
    } catch (error) {
      const now = performance.now();
      const isRepeated = connection.wasOpened && isConnectionLost(error);
      if (!isRepeated || now - asked >= this.#limit) throw error;
      // The others may be lost as well, without having noticed it yet.
      return await this.#choose(now).run(send, asked);
    }
  }

  /** What is read from now on uses new connections. */
  renew(): void {
    for (const connection of this.#connections) connection.close().catch(() => undefined);
  }

  /** Waits for the answers to what was sent, and closes the connections. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#connections].map((connection) => connection.close()));
  }

  /**
   * The connection with the fewest unanswered statements, an open one if possible; opens another one if
   * all are in use.
   * @param after as of `performance.now()`: connections that were last heard of before are avoided.
   */
  #choose(after: number): ReadConnection {
    if (this.#isClosed) throw new Error("Unable to acquire a connection");
    const all = [...this.#connections];
    const best = leastUsed(all.filter(({ heardOf }) => heardOf >= after));
    const hasRoom = all.length < this.#max;
    if (best === undefined) return hasRoom ? this.#open() : (leastUsed(all) as ReadConnection);
    if (best.unanswered === 0 || !hasRoom || performance.now() < this.#pausedUntil) return best;
    const opened = this.#open();
    return best.wasOpened ? best : opened;
  }

  /** Collects what is sent on it until the running callbacks are done. */
  #share(connection: ReadConnection): void {
    this.#current = connection;
    const send = connection.cork();
    // Not `process.nextTick`, which comes before the promises that this callback has settled.
    setImmediate(() => {
      this.#current = null;
      send();
    });
  }

  #open(): ReadConnection {
    const connection = new ReadConnection(this.#config, () => {
      this.#connections.delete(connection);
      if (!connection.wasOpened) this.#pausedUntil = performance.now() + PAUSE;
    });
    this.#connections.add(connection);
    return connection;
  }
}

function leastUsed(connections: readonly ReadConnection[]): ReadConnection | undefined {
  return connections.reduce<ReadConnection | undefined>((best, connection) => {
    if (best === undefined) return connection;
    if (best.wasOpened !== connection.wasOpened) return best.wasOpened ? best : connection;
    return connection.unanswered < best.unanswered ? connection : best;
  }, undefined);
}

class ReadConnection {
  /** The statements that wait for an answer, or for the connection to open. */
  unanswered = 0;
  wasOpened = false;
  /** When it opened or last answered, as of `performance.now()`; infinity: it is still opening. */
  heardOf = Number.POSITIVE_INFINITY;
  readonly #client: pg.Client;
  readonly #opening: Promise<void>;
  readonly #idle: NodeJS.Timeout;
  readonly #onGone: () => void;
  #isGone = false;

  /** @param onGone is called once, when it must not be chosen any more. */
  constructor(config: pg.ClientConfig, onGone: () => void) {
    this.#onGone = onGone;
    this.#client = new pg.Client(config);
    // The statements that wait get the error as well.
    this.#client.on("error", () => this.#giveUp());
    this.#client.on("end", () => this.#giveUp());
    this.#idle = setTimeout(() => this.#closeIfIdle(), IDLE_TIMEOUT).unref();
    this.#opening = this.#open();
    // It may be opened for later statements, with none waiting.
    this.#opening.catch(() => undefined);
  }

  async run<T>(send: Send<T>, since: number | undefined): Promise<T> {
    this.unanswered += 1;
    try {
      if (!this.wasOpened) await this.#opening;
      const result = await send(this.#client, since);
      this.heardOf = performance.now();
      return result;
    } catch (error) {
      if (isReadTimeout(error) || isConnectionLost(error)) this.#giveUp();
      throw error;
    } finally {
      this.unanswered -= 1;
      this.#idle.refresh();
    }
  }

  /** Holds back what is sent. @returns sends it. */
  cork(): () => void {
    const { stream } = this.#client.connection;
    stream.cork();
    return () => stream.uncork();
  }

  async close(): Promise<void> {
    this.#leave();
    await this.#opening.catch(() => undefined);
    const timer = setTimeout(() => this.#destroy(), CLOSE_TIMEOUT);
    await this.#client.end();
    clearTimeout(timer);
  }

  async #open(): Promise<void> {
    try {
      await this.#client.connect();
      this.wasOpened = true;
      this.heardOf = performance.now();
    } catch (error) {
      this.#giveUp();
      throw error;
    }
  }

  #closeIfIdle(): void {
    if (this.unanswered > 0) this.#idle.refresh();
    else this.close().catch(() => undefined);
  }

  /** Fails everything that waits on it. */
  #giveUp(): void {
    if (this.#isGone) return;
    this.#leave();
    this.#destroy();
  }

  #leave(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    clearTimeout(this.#idle);
    this.#onGone();
  }

  #destroy(): void {
    this.#client.connection.stream.destroy();
  }
}
