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
      pattern.every((part, index) => part.startsWith(":") || part === parts[index]);
    const matches = bySize.get(parts.length)?.filter(isMatch) ?? [];
    const [pattern] = matches.toSorted((one, other) => parameters(one) - parameters(other));
    if (pattern === undefined) return FILE.test(path) ? path : "/:unknown";
    const shown = (part: string, index: number) => {
      const value = parts[index] ?? "";
      return !part.startsWith(":") || (ID_PARAMETER.test(part) && ID.test(value)) ? value : part;
    };
    return pattern.map(shown).join("/");
  };
}

function parameters(pattern: readonly string[]): number {
  return pattern.filter((part) => part.startsWith(":")).length;
}
