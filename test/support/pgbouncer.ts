/** Starts PgBouncer as hosts run it: in transaction mode, with fewer connections than clients. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type pg from "pg";
import { freePort } from "./free_port.ts";

const PROGRAM = "pgbouncer";

export interface PgBouncer {
  /** Connects to the database through PgBouncer. */
  connection: pg.ClientConfig;
  /** Kills it, which ends all connections, and starts it again. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export function hasPgBouncer(): boolean {
  return spawnSync(PROGRAM, ["--version"], { env: environment() }).status === 0;
}

/**
 * @param poolSize the number of server connections that all clients share.
 * @param more further lines of its settings.
 */
export async function startPgBouncer(
  target: pg.ClientConfig,
  poolSize: number,
  more: readonly string[] = [],
): Promise<PgBouncer> {
  const folder = await mkdtemp(join(tmpdir(), "plainlist-pgbouncer-"));
  await chmod(folder, 0o755);
  const port = await freePort();
  const file = join(folder, "pgbouncer.ini");
  const lines = [`listen_port = ${port}`, `default_pool_size = ${poolSize}`, ...more];
  await writeFile(file, settings(target, lines));
  const owner = await account(target);
  let end = await run();
  async function run(): Promise<() => Promise<void>> {
    const child = spawn(PROGRAM, [file], {
      env: environment(),
      stdio: ["ignore", "ignore", "pipe"],
      ...owner,
    });
    let errors = "";
    child.stderr?.setEncoding("utf8").on("data", (text) => {
      errors += text;
    });
    const ended = once(child, "close");
    // Of a test that fails before it stops it.
    process.once("exit", () => child.kill("SIGKILL"));
    child.unref();
    await Promise.race([
      waitUntilListening(port),
      ended.then(() => Promise.reject(new Error(`pgbouncer ended: ${errors}`))),
    ]);
    return async () => {
      child.kill("SIGKILL");
      await ended;
    };
  }
  return {
    connection: { ...target, host: "127.0.0.1", port, ssl: false },
    async restart() {
      await end();
      end = await run();
    },
    async stop() {
      await end();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function settings(target: pg.ClientConfig, lines: readonly string[]): string {
  const { host, port: targetPort, user, password } = target;
  return `[databases]
* = host=${host} port=${targetPort} user=${user} password=${password}
[pgbouncer]
listen_addr = 127.0.0.1
unix_socket_dir =
auth_type = any
pool_mode = transaction
max_client_conn = 200
server_reset_query =
${lines.join("\n")}
`;
}

/** PgBouncer refuses to run as root. The owner of the server's socket may also enter its folder. */
async function account(target: pg.ClientConfig): Promise<{ uid?: number; gid?: number }> {
  if (process.getuid?.() !== 0) return {};
  const { host = "" } = target;
  if (!host.startsWith("/")) return { uid: 65_534, gid: 65_534 };
  const { uid, gid } = await stat(host);
  return { uid, gid };
}

/** Debian installs it in /usr/sbin, which is not in the PATH of users. */
function environment(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };
}

async function waitUntilListening(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, "127.0.0.1");
    const isListening = await new Promise<boolean>((resolve) => {
      socket.once("connect", () => resolve(true));
      socket.once("error", () => resolve(false));
    });
    socket.destroy();
    if (isListening) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
