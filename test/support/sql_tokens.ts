/** Splits a statement into tokens as PostgreSQL does, for the statement audit. */

export interface SqlTokens {
  /** Unquoted names and keywords in lower case, quoted names with quotes, `''` for string literals. */
  tokens: string[];
  comments: string[];
  /** The contents of dollar-quoted strings. */
  bodies: string[];
  /** False when names have Unicode escapes. */
  isReadable: boolean;
}

const TOKEN = new RegExp(
  [
    /(?<comment>--[^\n\r]*|\/\*[\s\S]*?\*\/)/,
    /(?<text>e'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*')/,
    /(?<body>\$(?<tag>(?:[a-z_]\w*)?)\$[\s\S]*?\$\k<tag>\$)/,
    /(?<quoted>"(?:[^"]|"")*")/,
    /(?<word>[a-z_\u0080-\uffff][\w$\u0080-\uffff]*)/,
    /\$\d+|\d[\w.]*|\S/,
  ]
    .map((part) => part.source)
    .join("|"),
  "gi",
);

export function sqlTokens(text: string): SqlTokens {
  const found: SqlTokens = { tokens: [], comments: [], bodies: [], isReadable: !/u&"/i.test(text) };
  for (const { 0: token, groups = {} } of text.matchAll(TOKEN)) {
    if (groups.comment !== undefined) found.comments.push(token);
    else if (groups.body === undefined) found.tokens.push(normalized(token, groups));
    else {
      const delimiter = `$${groups.tag ?? ""}$`.length;
      found.bodies.push(token.slice(delimiter, -delimiter));
      found.tokens.push("''");
    }
  }
  return found;
}

function normalized(token: string, groups: Record<string, string | undefined>): string {
  if (groups.text !== undefined) return "''";
  return groups.quoted === undefined ? token.toLowerCase() : token;
}
