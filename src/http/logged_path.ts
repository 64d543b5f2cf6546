/** The paths of requests as they are logged: by the table of routes, without what people wrote. */

const ID = /^(\d{1,10}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;
/** Parameters that are the number of a row, or a user's id. */
const ID_PARAMETER = /^:(id|\w+_id|n)$/;
/** Files of the server, such as "/assets/plainlist.3f9a0c12be.css": see views/assets.ts. */
const FILE = /^\/(assets\/)?[\w-]{1,30}(\.[0-9a-f]{10})?\.(css|ico|png|svg|txt|webmanifest)$/;

/**
 * @param paths of all routes, with parameters such as ":id".
 * @returns the path with the name of each parameter in place of its value, unless that is an id; and
 *   "/:unknown" for a path that no route has. An address may be a pasted text or a token.
 */
export function pathLogger(paths: readonly string[]): (path: string) => string {
  const patterns = [...new Set(paths)].map((path) => path.split("/"));
  // What is written out comes before what any value matches.
  const bySize = Map.groupBy(patterns, (parts) => parts.length);
  return (path) => {
    const parts = path.split("/");
    const isMatch = (pattern: readonly string[]) =>
      pattern.every((part, index) => {
        const value = parts[index] ?? "";
        return part.startsWith(":") ? value.endsWith(endingOf(part)) : part === value;
      });
    const matches = bySize.get(parts.length)?.filter(isMatch) ?? [];
    const [pattern] = matches.toSorted((one, other) => unknowns(one) - unknowns(other));
    if (pattern === undefined) return FILE.test(path) ? path : "/:unknown";
    const shown = (part: string, index: number) => {
      const value = parts[index] ?? "";
      if (!part.startsWith(":")) return value;
      const ending = endingOf(part);
      const [name, stem] = [part, value].map((text) => text.slice(0, text.length - ending.length));
      return ID_PARAMETER.test(name ?? "") && ID.test(stem ?? "") ? value : part;
    };
    return pattern.map(shown).join("/");
  };
}

/** ".csv" of ":id.csv". */
function endingOf(part: string): string {
  return /\.\w+$/.exec(part)?.[0] ?? "";
}

/** How much of a path is any value; a parameter with an ending counts for less. */
function unknowns(pattern: readonly string[]): number {
  const parameters = pattern.filter((part) => part.startsWith(":"));
  return parameters.reduce((sum, part) => sum + (endingOf(part) === "" ? 2 : 1), 0);
}
