/** The arguments of a command: all of them files or words, and `--help`. */
import { parseArgs } from "node:util";

/**
 * Prints the usage where `--help` asks for it, or where the arguments are invalid (with the exit code 2).
 * @param options.count the least and the most arguments.
 * @returns the arguments; null: the usage was printed, and there is nothing more to do.
 */
export function readArguments({
  usage,
  count: [least, most],
}: {
  usage: string;
  count: [number, number];
}): string[] | null {
  const parsed = parse();
  if (parsed?.values.help) {
    console.log(usage);
    return null;
  }
  const given = parsed?.positionals ?? [];
  if (parsed !== null && given.length >= least && given.length <= most) return given;
  console.error(usage);
  process.exitCode = 2;
  return null;
}

function parse() {
  try {
    const help = { type: "boolean", short: "h" } as const;
    return parseArgs({ options: { help }, allowPositionals: true });
  } catch {
    return null;
  }
}
