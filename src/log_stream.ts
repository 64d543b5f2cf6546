/** Writes the log: what cannot be written is lost, and nothing waits for it. */
import { write, writeSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";

/** In characters: what waits at most to be written. */
const WAITING_MOST = 1_000_000;
/** In characters: as much is written at once, without waiting for more lines. */
const ENOUGH = 4_096;
/** In milliseconds: when to try again where the reader of a pipe is slow. */
const RETRY = 100;
/** In milliseconds. */
const POLL = 5;

/** As `fs.write` of a descriptor. @param done with the number of bytes that were written. */
type Write = (
  bytes: Buffer,
  done: (error: NodeJS.ErrnoException | null, count: number) => void,
) => void;

/**
 * A destination for pino. A full disk and a closed pipe cost the lines of that time; when writing works
 * again, a line says how many.
 */
export class LogStream {
  readonly #delay: number;
  readonly #write: Write;
  #lines: string[] = [];
  #length = 0;
  #timer: NodeJS.Timeout | null = null;
  #isWriting = false;
  #lost = 0;
  /** Only a part of the last line was written. */
  #isCut = false;

  /**
   * @param delay in milliseconds: how long a line may wait for others, to be written together.
   * @param write by default to the standard output.
   */
  constructor(delay: number, write: Write = toStandardOutput) {
    this.#delay = delay;
    this.#write = write;
  }

  /** @param line with its line break. */
  write(line: string): void {
    if (this.#length + line.length > WAITING_MOST) {
      this.#lost += 1;
      return;
    }
    this.#lines.push(line);
    this.#length += line.length;
    if (this.#delay === 0 || this.#length >= ENOUGH) this.#flush();
    else this.#flushLater(this.#delay);
  }

  /**
   * Before the end of the process: resolves once nothing is being written, so that `end` can write what
   * waits behind it. @param most in milliseconds: how long to wait for a slow reader.
   */
  async settled(most: number): Promise<void> {
    const deadline = performance.now() + most;
    while (this.#isWriting && performance.now() < deadline) await wait(POLL);
  }

  /** For the end of the process: writes what still waits, if that works at once. */
  end(): void {
    if (this.#isWriting || this.#lines.length === 0) return;
    try {
      writeSync(1, this.#take());
    } catch {
      // There is nowhere to say it.
    }
  }

  #flushLater(delay: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#flush();
    }, delay).unref();
  }

  #flush(): void {
    if (this.#isWriting || this.#lines.length === 0) return;
    const lines = this.#lines.length + this.#lost;
    this.#isWriting = true;
    this.#send(this.#take(), lines);
  }

  /** @param lines how many are lost if it cannot be written. */
  #send(bytes: Buffer, lines: number): void {
    this.#write(bytes, (error, count) => {
      if (error?.code === "EAGAIN") {
        setTimeout(() => this.#send(bytes, lines), RETRY).unref();
        return;
      }
      if (error === null && count < bytes.length) {
        if (count > 0) this.#isCut = bytes[count - 1] !== LINE_BREAK;
        this.#send(bytes.subarray(count), lines);
        return;
      }
      this.#isWriting = false;
      if (error === null) this.#isCut = false;
      else this.#lost += lines;
      if (this.#length >= ENOUGH) this.#flush();
      else if (this.#lines.length > 0) this.#flushLater(this.#delay);
    });
  }

  /** Everything that waits, after what has to be said about lines that are lost. */
  #take(): Buffer {
    const lost = this.#lost === 0 ? "" : lostLine(this.#lost);
    const text = `${this.#isCut ? "\n" : ""}${lost}${this.#lines.join("")}`;
    this.#lost = 0;
    this.#lines = [];
    this.#length = 0;
    return Buffer.from(text);
  }
}

const LINE_BREAK = 10;

function toStandardOutput(bytes: Buffer, done: Parameters<Write>[1]): void {
  write(1, bytes, done);
}

function lostLine(lines: number): string {
  const line = { level: 40, time: Date.now(), pid: process.pid, lines, msg: "log lines were lost" };
  return `${JSON.stringify(line)}\n`;
}
