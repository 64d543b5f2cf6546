/** Reads a dump back, part by part, and finds out whether it is whole. The format: see dump.ts. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream";
import { isDeepStrictEqual } from "node:util";
import { createGunzip } from "node:zlib";
import type { Table } from "./catalog.ts";
import { type DumpEnd, DumpError, type DumpHeader } from "./dump.ts";

/** In order: a header, then for each table `table`, any number of `rows` and `done`, then `end`. */
export type DumpPart =
  | { kind: "header"; header: DumpHeader }
  | { kind: "table"; table: Table }
  | { kind: "rows"; chunk: Buffer }
  | { kind: "done" }
  | { kind: "end"; end: DumpEnd };

const NEWLINE = 0x0a;
const END_OF_ROWS = Buffer.from("\n\\.\n");

/**
 * Reads a dump. What it has handed out is known to be right only after `end`.
 *
 * @throws DumpError when the file is no dump, is of a newer format, was cut off or was changed.
 */
export async function* readDump(file: string): AsyncGenerator<DumpPart, void> {
  try {
    const bytes = createGunzip();
    pipeline(createReadStream(file), bytes, () => undefined);
    yield* parseDump(bytes);
  } catch (error) {
    throw asDumpError(error, file);
  }
}

/** The header of a file that is whole, after reading it to its end. */
export async function verifyDump(file: string): Promise<DumpHeader> {
  let header: DumpHeader | undefined;
  for await (const part of readDump(file)) {
    if (part.kind === "header") {
      header = part.header;
    }
  }
  if (header === undefined) {
    throw new DumpError(damage(file));
  }
  return header;
}

async function* parseDump(bytes: AsyncIterable<Buffer>): AsyncGenerator<DumpPart, void> {
  const input = new Input(bytes);
  const hash = createHash("sha256");
  const counts: Record<string, number> = {};
  const first = await input.line();
  hash.update(first);
  yield { kind: "header", header: readHeader(JSON.parse(first.toString())) };
  for (;;) {
    const next = await input.line();
    const part: Partial<DumpEnd & { table: string; columns: string[] }> | null = JSON.parse(
      next.toString(),
    );
    if (typeof part?.table !== "string" || !Array.isArray(part.columns)) {
      const same =
        part?.sha256 === hash.digest("hex") &&
        isDeepStrictEqual(part.rows, counts) &&
        part.sequences;
      if (!same || !(await input.ended())) {
        throw new SyntaxError("not the end that the dump should have");
      }
      yield { kind: "end", end: { sequences: same, rows: counts, sha256: part.sha256 ?? "" } };
      return;
    }
    hash.update(next);
    yield { kind: "table", table: { name: part.table, columns: part.columns } };
    let count = 0;
    for await (const chunk of input.rows()) {
      hash.update(chunk);
      count += newlines(chunk);
      yield { kind: "rows", chunk };
    }
    hash.update("\\.\n");
    counts[part.table] = count;
    yield { kind: "done" };
  }
}

/** Cuts the stream of bytes into lines and tables' rows. */
class Input {
  readonly #source: AsyncIterator<Buffer>;
  #buffer: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Up to the next newline, with it. */
  async line(): Promise<Buffer> {
    for (;;) {
      const at = this.#buffer.indexOf(NEWLINE);
      if (at >= 0) {
        const line = this.#buffer.subarray(0, at + 1);
        this.#buffer = this.#buffer.subarray(at + 1);
        return line;
      }
      await this.#more();
    }
  }

  /** What stands before the line that ends the rows, which is read over. */
  async *rows(): AsyncGenerator<Buffer, void> {
    // The first byte is one that was handed out already, so that the end is found also when it
    // comes first, and the last three are kept back, which may be the end's beginning.
    this.#buffer = Buffer.concat([Buffer.from("\n"), this.#buffer]);
    let at = this.#buffer.indexOf(END_OF_ROWS);
    while (at < 0) {
      const size = this.#buffer.length;
      if (size > 4) {
        yield this.#buffer.subarray(1, size - 3);
        this.#buffer = this.#buffer.subarray(size - 4);
      }
      await this.#more();
      at = this.#buffer.indexOf(END_OF_ROWS);
    }
    if (at > 0) {
      yield this.#buffer.subarray(1, at + 1);
    }
    this.#buffer = this.#buffer.subarray(at + END_OF_ROWS.length);
  }

  async ended(): Promise<boolean> {
    return this.#buffer.length === 0 && (await this.#source.next()).done === true;
  }

  async #more(): Promise<void> {
    const next = await this.#source.next();
    if (next.done === true) {
      throw new SyntaxError("the dump ends early");
    }
    this.#buffer = Buffer.concat([this.#buffer, next.value]);
  }
}

function readHeader(value: Partial<Record<keyof DumpHeader, unknown>>): DumpHeader {
  if (value?.format !== "plainlist-dump" || !Array.isArray(value.migrations)) {
    throw new SyntaxError("not the header of a dump");
  }
  if (value.version !== 1) {
    throw new DumpError(
      `The dump has format version ${value.version}, and this version of the application reads 1.`,
    );
  }
  return value as DumpHeader;
}

function newlines(chunk: Buffer): number {
  let count = 0;
  for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) {
    count += 1;
  }
  return count;
}

function asDumpError(error: unknown, file: string): unknown {
  const code = (error as { code?: unknown } | null)?.code;
  if (code === "ENOENT") {
    return new DumpError(`There is no file ${file}.`);
  }
  const isDamage = error instanceof SyntaxError || (typeof code === "string" && /^Z_/.test(code));
  return isDamage ? new DumpError(damage(file), { cause: error }) : error;
}

function damage(file: string): string {
  return (
    `The file ${file} is not a dump, or it was cut off or changed since it was written. ` +
    "Nothing was restored."
  );
}
