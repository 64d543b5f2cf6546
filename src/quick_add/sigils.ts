/** The sigils of quick add: `@list`, `#tag`, `!1`; parsed from a token and written again. */
import type { Priority } from "../models/priority.ts";
import { isTagName } from "../models/tag_name.ts";
import { isBlank, lengthOf, singleLine } from "../text.ts";
import type { Token } from "./tokenizer.ts";

export type Sigil =
  | { kind: "list"; name: string }
  | { kind: "tag"; name: string }
  | { kind: "priority"; priority: Priority };

const LIST_MAX = 100;

/** Emoji too, which people use in list names. A digit first would be "@5pm" or "@2". */
const PLAIN_LIST = /^[\p{L}\p{ExtPict}](?:[\p{L}\p{M}\p{N}\p{ExtPict}_-]|\u200C|\u200D|\uFE0F)*$/u;
const QUOTED = /^(?:"(.*)"|“(.*)”)$/su;

/** The sigil that a token is, without a comma or the like that follows it. */
export function sigilOf({ text, literal }: Token): Sigil | null {
  return literal ? null : (parseSigil(text) ?? parseSigil(text.replace(/[,;.]$/, "")));
}

/**
 * null for other text. A plain tag has a letter, since "#12" is a number of something;
 * `#"12"` is that tag. A list with spaces or other signs is `@"Lisbon in March"`.
 */
function parseSigil(text: string): Sigil | null {
  const rest = text.slice(1);
  if (text.startsWith("@")) return parseList(rest);
  if (text.startsWith("#")) return parseTag(rest);
  if (!/^![1-3]$/.test(text)) return null;
  return { kind: "priority", priority: (4 - Number(rest)) as Priority };
}

export function serializeList(name: string): string {
  return `@${PLAIN_LIST.test(name) ? name : quoted(name)}`;
}

export function serializeTag(name: string): string {
  return `#${/\p{L}/u.test(name) ? name : quoted(name)}`;
}

/** `!1` is high (3), `!3` low (1); "" for none. */
export function serializePriority(priority: Priority): string {
  return priority === 0 ? "" : `!${4 - priority}`;
}

function parseList(text: string): Sigil | null {
  const inner = unquoted(text);
  const name = inner === null ? text : singleLine(inner);
  if (inner === null && !PLAIN_LIST.test(name)) return null;
  return isBlank(name) || lengthOf(name) > LIST_MAX ? null : { kind: "list", name };
}

function parseTag(text: string): Sigil | null {
  const inner = unquoted(text);
  const name = inner ?? text;
  if (!isTagName(name)) return null;
  return inner === null && !/\p{L}/u.test(name) ? null : { kind: "tag", name };
}

function quoted(name: string): string {
  return `"${name.replace(/["\\]/g, "\\$&")}"`;
}

function unquoted(text: string): string | null {
  const match = QUOTED.exec(text);
  return match === null ? null : (match[1] ?? match[2] ?? "").replace(/\\(["”\\])/g, "$1");
}
