/** A small HTTP client, so that measuring presses leaves the processor to the servers. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";

export interface Answer {
  status: number;
  /** The status line and the headers. */
  head: string;
  body: Buffer;
}

interface Waiting {
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

const END_OF_HEAD = "\r\n\r\n";

/** A connection for one request at a time. Answers must have a Content-Length. */
export class KeepAlive {
  readonly #socket: Socket;
  #received: Buffer = Buffer.alloc(0);
  #waiting: Waiting | null = null;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (chunk) => this.#receive(chunk));
    socket.on("error", (error) => this.#fail(error));
    socket.on("close", () => this.#fail(new Error("The server closed the connection")));
  }

  static async open(origin: string): Promise<KeepAlive> {
    const { hostname, port } = new URL(origin);
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    await once(socket, "connect");
    return new KeepAlive(socket);
  }

  send(method: string, path: string, headers: Record<string, string>, body = ""): Promise<Answer> {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const length = body === "" ? "" : `Content-Length: ${Buffer.byteLength(body)}\r\n`;
    this.#socket.write(
      `${method} ${path} HTTP/1.1\r\nHost: localhost\r\n${lines.join("")}${length}\r\n${body}`,
    );
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #receive(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    const answer = readAnswer(this.#received);
    if (answer === null) return;
    this.#received = Buffer.alloc(0);
    this.#waiting?.resolve(answer);
    this.#waiting = null;
  }

  #fail(error: Error): void {
    this.#waiting?.reject(error);
    this.#waiting = null;
  }
}

/** null: not all of it has arrived. */
function readAnswer(received: Buffer): Answer | null {
  const end = received.indexOf(END_OF_HEAD);
  if (end === -1) return null;
  const head = received.toString("latin1", 0, end);
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  if (length === undefined) throw new Error(`No Content-Length in ${head}`);
  const start = end + END_OF_HEAD.length;
  if (received.length < start + Number(length)) return null;
  const body = received.subarray(start, start + Number(length));
  return { status: Number(head.slice(9, 12)), head, body };
}
