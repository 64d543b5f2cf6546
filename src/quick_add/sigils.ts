/** The marks of quick add: `@list`, `#tag`, `!1`; read from a word and written again. */

import type { Priority } from "../models/priority.ts";
import { isTagName } from "../models/tag_name.ts";
import { isBlank, lengthOf, singleLine } from "../text.ts";

export type Mark =
  | { kind: "list"; name: string }
  | { kind: "tag"; name: string }
  | { kind: "priority"; priority: Priority };

const LIST_MAX = 100;

/** Emoji too: people name lists so. A digit first would be "@5pm" or "@2". */
const PLAIN_LIST = /^[\p{L}\p{ExtPict}](?:[\p{L}\p{M}\p{N}\p{ExtPict}_-]|\u200C|\u200D|\uFE0F)*$/u;
const QUOTED = /^(?:"(.*)"|“(.*)”)$/su;

/**
 * The mark that a word is; null for a word. A tag has a letter, since "#12" is a number of
 * something; `#"12"` is that tag. A list with spaces or other signs is `@"Lisbon in March"`.
 */
export function readMark(word: string): Mark | null {
  const rest = word.slice(1);
  if (word.startsWith("@")) return readList(rest);
  if (word.startsWith("#")) return readTag(rest);
  if (!/^![1-3]$/.test(word)) return null;
  return { kind: "priority", priority: (4 - Number(rest)) as Priority };
}

export function writeList(name: string): string {
  return `@${PLAIN_LIST.test(name) ? name : quoted(name)}`;
}

export function writeTag(name: string): string {
  return `#${/\p{L}/u.test(name) ? name : quoted(name)}`;
}

/** `!1` is high (3), `!3` low (1); "" for none. */
export function writePriority(priority: Priority): string {
  return priority === 0 ? "" : `!${4 - priority}`;
}

function readList(text: string): Mark | null {
  const inner = unquoted(text);
  const name = inner === null ? text : singleLine(inner);
  if (inner === null && !PLAIN_LIST.test(name)) return null;
  return isBlank(name) || lengthOf(name) > LIST_MAX ? null : { kind: "list", name };
}

function readTag(text: string): Mark | null {
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
