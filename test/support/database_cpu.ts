/** The processor time that PostgreSQL takes for a database. */
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { cpuTimeOf, processFile } from "./process_files.ts";

/** In milliseconds: connections that come and go between two readings are missed. */
const INTERVAL = 250;

/**
 * Adds up the time of all connections to the database, without background processes. Only one of the
 * measured servers works at a time, so that it is the time of that server.
 */
export class DatabaseCpu {
  readonly #client: pg.Client;
  #isReadable = false;

  private constructor(client: pg.Client) {
    this.#client = client;
  }

  static async open(connection: pg.ClientConfig): Promise<DatabaseCpu> {
    const client = new pg.Client({ ...connection, application_name: "processor time" });
    await client.connect();
    const cpu = new DatabaseCpu(client);
    const { rows } = await client.query("select pg_backend_pid() as pid");
    // PostgreSQL's processes are named by database: on another machine the number may be anything.
    const title = processFile(rows[0].pid, "cmdline");
    cpu.#isReadable = title.includes(String(connection.database));
    return cpu;
  }

  /** Whether PostgreSQL runs on this machine, with its processes in /proc. */
  get isReadable(): boolean {
    return this.#isReadable;
  }

  /** Milliseconds of processor time during `work`; NaN where they cannot be read. */
  async during<T>(work: () => Promise<T>): Promise<{ result: T; milliseconds: number }> {
    if (!this.#isReadable) return { result: await work(), milliseconds: Number.NaN };
    const before = await this.#read();
    // The last reading of each process, so that one which ends is counted until then.
    const last = new Map(before);
    const update = async () => {
      for (const [pid, time] of await this.#read()) last.set(pid, time);
    };
    const stopped = new AbortController();
    const readings = repeat(update, stopped.signal);
    try {
      const result = await work();
      stopped.abort();
      await readings;
      await update();
      const times = [...last].map(([pid, time]) => time - (before.get(pid) ?? 0));
      return { result, milliseconds: times.reduce((sum, time) => sum + time, 0) };
    } finally {
      stopped.abort();
    }
  }

  async close(): Promise<void> {
    await this.#client.end();
  }

  async #read(): Promise<Map<number, number>> {
    const { rows } = await this.#client.query<{ pid: number }>(
      `select pid from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid()
         and backend_type in ('client backend', 'parallel worker')`,
    );
    const times = rows.map(({ pid }) => [pid, cpuTimeOf(pid)] as const);
    return new Map(times.filter(([, time]) => !Number.isNaN(time)));
  }
}

async function repeat(action: () => Promise<void>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await wait(INTERVAL, undefined, { signal }).catch(() => undefined);
    if (!signal.aborted) await action();
  }
}
