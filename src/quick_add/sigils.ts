/** The sigils of quick add: `@list` or `@list/section`, `#tag` and `!1`, which is the highest of three priorities. */
import type { Priority } from "../models/priority.ts";
import { isTagName, isTagText } from "../models/tag_name.ts";
import { isBlank, lengthOf, singleLine } from "../text.ts";
import type { Token } from "./tokenizer.ts";

type Sigil =
  | { kind: "list"; name: string }
  | { kind: "tag"; name: string }
  | { kind: "priority"; priority: Priority };

export const LIST_MAX = 100;

/** Emoji too, which people use in list names. A digit first would be "@5pm" or "@2". */
const PLAIN_NAME = String.raw`[\p{L}\p{ExtPict}](?:[\p{L}\p{M}\p{N}\p{ExtPict}_-]|\u200C|\u200D|\uFE0F)*`;
/** "Holiday/Packing" is a section of a list. */
const PLAIN_LIST = new RegExp(`^${PLAIN_NAME}(?:/${PLAIN_NAME})?$`, "u");

/** The sigil that a token is, without a comma or the like that follows it. */
export function sigilOf({ text, literal }: Pick<Token, "text" | "literal">): Sigil | null {
  return literal ? null : (parseSigil(text) ?? parseSigil(text.replace(/[,;.]$/, "")));
}

/** What a token would be, if its name were not too long. */
export function tooLongFor({
  text,
  literal,
}: Pick<Token, "text" | "literal">): "tag" | "list" | null {
  const named = literal ? null : (parseName(text.replace(/[,;.]$/, "")) ?? parseName(text));
  if (named === null || isShort(named)) return null;
  return named.kind;
}

/** null for other text. */
function parseSigil(text: string): Sigil | null {
  if (/^![1-3]$/.test(text)) {
    return { kind: "priority", priority: (4 - Number(text[1])) as Priority };
  }
  const named = parseName(text);
  return named !== null && isShort(named) ? named : null;
}

type NamedSigil = Extract<Sigil, { name: string }>;

/** A name of any length. A list with spaces or other signs is `@"Lisbon in March"`. */
function parseName(text: string): NamedSigil | null {
  const [, sign, straight, curly, plain = ""] = /^([@#])(?:"(.*)"|“(.*)”|(.+))$/su.exec(text) ?? [];
  const quoted = (straight ?? curly)?.replace(/\\(["”\\])/g, "$1");
  if (sign === "#") {
    const name = quoted ?? plain;
    // "#12" is a number of something; `#"12"` is that tag.
    const isTag = isTagText(name) && (quoted !== undefined || /\p{L}/u.test(name));
    return isTag ? { kind: "tag", name } : null;
  }
  const name = quoted === undefined ? plain : singleLine(quoted);
  if (sign === undefined || (quoted === undefined && !PLAIN_LIST.test(name))) return null;
  return isBlank(name) ? null : { kind: "list", name };
}

function isShort({ kind, name }: NamedSigil): boolean {
  return kind === "tag" ? isTagName(name) : lengthOf(name) <= LIST_MAX;
}
