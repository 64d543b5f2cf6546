/** Reads a dump back, line by line, and checks that it is whole. The format: see dump.ts. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream";
import { isDeepStrictEqual } from "node:util";
import { createGunzip } from "node:zlib";
import type { Table } from "./catalog.ts";
import { type DumpEnd, DumpError } from "./dump.ts";

const NEWLINE = 0x0a;
const END_OF_ROWS = Buffer.from("\\.\n");

/** Takes one table's rows, each with its newline, and must read them to their end. */
type TableReader = (table: Table, rows: AsyncIterable<Buffer>) => Promise<void>;

/**
 * Reads a dump, table by table. What `readTable` got is known to be right only when this resolves.
 *
 * @returns the migrations that had been applied, and the end.
 * @throws DumpError when the file is not a dump, is of a newer format, was cut off or was changed;
 *   and whatever `readTable` throws.
 */
export async function readDump(
  file: string,
  readTable: TableReader,
): Promise<{ migrations: string[]; end: DumpEnd }> {
  const bytes = createGunzip();
  pipeline(createReadStream(file), bytes, () => undefined);
  try {
    return await parseDump(splitLines(bytes), readTable);
  } catch (error) {
    throw asDumpError(error, file);
  }
}

async function parseDump(lines: AsyncGenerator<Buffer, void>, readTable: TableReader) {
  const hash = createHash("sha256");
  const counts: Record<string, number> = {};
  const next = async () => {
    const { value } = await lines.next();
    if (!value) throw new SyntaxError("the dump ends early");
    return value;
  };
  async function* rowsOf(table: string) {
    for (let row = await next(); ; row = await next()) {
      hash.update(row);
      if (row.equals(END_OF_ROWS)) return;
      counts[table] = (counts[table] ?? 0) + 1;
      yield row;
    }
  }
  const first = await next();
  const migrations = readMigrations(JSON.parse(first.toString()));
  hash.update(first);
  for (;;) {
    const line = await next();
    const part = JSON.parse(line.toString());
    if (typeof part?.table !== "string" || !Array.isArray(part.columns)) {
      const isEnd =
        part?.sha256 === hash.digest("hex") &&
        part.sequences &&
        isDeepStrictEqual(part.rows, counts);
      if (!isEnd || !(await lines.next()).done) throw new SyntaxError("not the end of this dump");
      return { migrations, end: part as DumpEnd };
    }
    hash.update(line);
    counts[part.table] = 0;
    await readTable({ name: part.table, columns: part.columns }, rowsOf(part.table));
  }
}

/** Each line with its newline. */
async function* splitLines(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of bytes) {
    const buffer = Buffer.concat([rest, chunk]);
    let start = 0;
    for (let at = buffer.indexOf(NEWLINE); at >= 0; at = buffer.indexOf(NEWLINE, start)) {
      yield buffer.subarray(start, at + 1);
      start = at + 1;
    }
    rest = buffer.subarray(start);
  }
  if (rest.length > 0) throw new SyntaxError("the dump ends within a line");
}

function readMigrations(header: unknown): string[] {
  const { format, version, migrations } = Object(header);
  if (format !== "plainlist-dump" || !Array.isArray(migrations)) {
    throw new SyntaxError("not the header of a dump");
  }
  if (version === 1) return migrations;
  throw new DumpError(
    `The dump has format version ${version}, and this version of the application reads 1.`,
  );
}

function asDumpError(error: unknown, file: string): unknown {
  const code = String((error as { code?: unknown } | null)?.code);
  if (code === "ENOENT") return new DumpError(`There is no file ${file}.`);
  if (!(error instanceof SyntaxError) && !code.startsWith("Z_")) return error;
  return new DumpError(
    `The file ${file} is not a dump, or it was cut off or changed since it was written. ` +
      "Nothing was restored.",
    { cause: error },
  );
}
